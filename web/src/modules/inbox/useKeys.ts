import { type RefObject, useEffect } from "react";
import { useSession } from "@/app/session";
import type { Group } from "./group";

/** J and K move in the list, E says that something was read; Enter follows the link that has the focus. */
export function useKeys(list: RefObject<HTMLUListElement | null>, groups: Group[], read: (group: Group) => void): void {
  const { preferences } = useSession();
  const on = preferences.shortcuts !== false;
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        target.closest("input, textarea, select, [contenteditable], [role=dialog]")
      )
        return;
      const links = [...(list.current?.querySelectorAll<HTMLElement>("[data-record]") ?? [])];
      const at = links.indexOf(document.activeElement as HTMLElement);
      if (event.key === "j") links[Math.min(at + 1, links.length - 1)]?.focus();
      else if (event.key === "k") links[Math.max(at - 1, 0)]?.focus();
      else if (event.key === "e" && at >= 0) {
        const group = groups[at];
        if (group) read(group);
        (links[at + 1] ?? links[at - 1])?.focus();
      } else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [list, groups, read, on]);
}
