import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";

/**
 * Lets plain links within an element lead to pages of the application without loading
 * it anew: one listener for many links, given as the element's ref. Middle click, Ctrl
 * and Shift stay the browser's.
 */
export function useLinks(): (element: HTMLElement | null) => (() => void) | undefined {
  const { history } = useRouter();
  return useCallback(
    (element: HTMLElement | null) => {
      if (!element) return undefined;
      const follow = (event: MouseEvent) => {
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
          return;
        const link = (event.target as Element).closest("a[href]");
        const href = link?.getAttribute("href");
        if (!href?.startsWith("/") || link?.hasAttribute("download") || link?.getAttribute("target")) return;
        event.preventDefault();
        history.push(href);
      };
      element.addEventListener("click", follow);
      return () => element.removeEventListener("click", follow);
    },
    [history],
  );
}
