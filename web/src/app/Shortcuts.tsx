import { useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { beginSequence, begunSequence, endSequence, isTyping, leadsTo } from "./keys";
import { useSession } from "./session";

const Sheet = lazy(() => import("./ShortcutSheet").then((m) => ({ default: m.Sheet })));

/** Single letters that lead somewhere, and the sheet that lists them. They rest while somebody types. */
export function Shortcuts() {
  const { history } = useRouter();
  const { model, preferences } = useSession();
  const [sheet, setSheet] = useState(false);
  const on = preferences.shortcuts !== false;
  useEffect(() => {
    const show = () => setSheet(true);
    const onKey = (event: KeyboardEvent) => {
      if (!on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      const begun = begunSequence();
      endSequence();
      if (begun) {
        const to = leadsTo(begun, key, model);
        if (!to) return;
        event.preventDefault();
        history.push(to);
      } else if (key === "g" || key === "c") beginSequence(key);
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
