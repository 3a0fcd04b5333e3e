import { useEffect } from "react";

const forms = new Set<object>();

/** How many forms hold something that is not saved: nothing may load the page anew under them. */
export function dirtyForms(): number {
  return forms.size;
}

/** Counts a form as holding something that is not saved, until the function that it gives is called. */
export function markDirty(): () => void {
  const form = {};
  forms.add(form);
  return () => {
    forms.delete(form);
  };
}

/** Counts a form while it holds something that is not saved. */
export function useUnsaved(dirty: boolean): void {
  useEffect(() => (dirty ? markDirty() : undefined), [dirty]);
}
