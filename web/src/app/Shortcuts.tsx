import { useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { isTyping, leadsTo } from "./keys";
import { useSession } from "./session";

const Sheet = lazy(() => import("./ShortcutSheet").then((m) => ({ default: m.Sheet })));

const patience = 1500; // between the first key and the second

/** Single letters that lead somewhere, and the sheet that lists them. They rest while somebody types. */
export function Shortcuts() {
  const { history } = useRouter();
  const { model, preferences } = useSession();
  const [sheet, setSheet] = useState(false);
  const first = useRef<{ key: "g" | "c"; at: number }>(undefined);
  const on = preferences.shortcuts !== false;
  useEffect(() => {
    const show = () => setSheet(true);
    const onKey = (event: KeyboardEvent) => {
      if (!on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      const begun = first.current;
      first.current = undefined;
      if (begun && Date.now() - begun.at < patience) {
        const to = leadsTo(begun.key, key, model);
        if (!to) return;
        event.preventDefault();
        history.push(to);
      } else if (key === "g" || key === "c") first.current = { key, at: Date.now() };
      else if (key === "?") setSheet(true);
      else if (key === "/") {
        const search = document.querySelector<HTMLElement>("[data-list-search]");
        if (search) event.preventDefault();
        search?.focus();
      }
    };
    addEventListener("guildhall:shortcuts", show);
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("guildhall:shortcuts", show);
      removeEventListener("keydown", onKey);
    };
  }, [history, model, on]);
  if (!sheet) return null;
  return (
    <Suspense>
      <Sheet onClose={() => setSheet(false)} />
    </Suspense>
  );
}
