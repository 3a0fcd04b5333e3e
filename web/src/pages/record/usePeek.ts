import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { begunSequence } from "@/app/keys";
import { useSession } from "@/app/session";

const narrow = "(max-width: 48em)";

/** Shows a record beside the page; on a phone, as a page of its own. */
export function usePeek(): (plural: string, id: string) => void {
  const navigate = useNavigate();
  return useCallback(
    (plural: string, id: string) => {
      if (matchMedia(narrow).matches) void navigate({ to: "/$plural/$id", params: { plural, id }, search: {} });
      else void navigate({ to: ".", search: (old) => ({ ...old, peek: `${plural}/${id}` }) });
    },
    [navigate],
  );
}

/**
 * Lets Alt and a click on a link to a record show it beside the page: one listener for all
 * links within an element, given as its ref. P does the same for the link that has the focus.
 */
export function usePeekOf(): (element: HTMLElement | null) => (() => void) | undefined {
  const { model, preferences } = useSession();
  const peek = usePeek();
  const keys = preferences.shortcuts !== false;
  return useCallback(
    (element: HTMLElement | null) => {
      if (!element) return undefined;
      const open = (event: Event) => {
        const [, plural = "", id = ""] = (event.target as Element).closest("a[href]")?.getAttribute("href")?.split("/") ?? [];
        if (!model.at(plural) || !/^[0-9a-f-]{36}$/.test(id)) return;
        event.preventDefault();
        event.stopPropagation();
        peek(plural, id);
      };
      const click = (event: MouseEvent) => {
        if (event.altKey && event.button === 0) open(event);
      };
      const press = (event: KeyboardEvent) => {
        const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
        if (keys && plain && event.key.toLowerCase() === "p" && !begunSequence()) open(event);
      };
      element.addEventListener("click", click, true);
      element.addEventListener("keydown", press);
      return () => {
        element.removeEventListener("click", click, true);
        element.removeEventListener("keydown", press);
      };
    },
    [keys, model, peek],
  );
}
