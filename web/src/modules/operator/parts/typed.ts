import { useDebouncedCallback } from "@mantine/hooks";
import { type ChangeEvent, useEffect, useState } from "react";

/** What is typed into a filter, which takes effect when the typing rests. */
export function useTyped(value: string, change: (value: string) => void) {
  const [typed, setTyped] = useState(value);
  const later = useDebouncedCallback(change, 250);
  useEffect(() => setTyped(value), [value]);
  return {
    value: typed,
    onChange: (event: ChangeEvent<HTMLInputElement>) => {
      setTyped(event.currentTarget.value);
      later(event.currentTarget.value);
    },
  };
}
