import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { help, label } from "@/i18n";
import type { Field } from "@/meta/types";
import classes from "./Field.module.css";

/** What a value that is only read is called, with its help. */
export function Term({ field }: { field: Field }) {
  const helps = help(field.help, field.label);
  if (!helps) return <span className={classes.label}>{label(field.label)}</span>;
  return (
    <button type="button" tabIndex={-1} className={`${classes.label} ${classes.term}`} data-term="true" data-help={helps}>
      {label(field.label)}
    </button>
  );
}

/** Fields side by side. The names of values that are only read are one stop of Tab, among which arrows lead. */
export function Fields({ children }: { children: ReactNode }) {
  return (
    <div role="group" className={classes.grid} {...useTerms()}>
      {children}
    </div>
  );
}

const terms = (part: HTMLElement) => [...part.querySelectorAll<HTMLElement>("[data-term]")];

function useTerms() {
  const part = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const [first] = part.current ? terms(part.current) : [];
    first?.setAttribute("tabindex", "0");
  });
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!(event.target instanceof HTMLElement) || !event.target.dataset.term) return;
    const all = terms(event.currentTarget);
    const ahead = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const step = event.key === "ArrowDown" || event.key === ahead ? 1 : /^Arrow/.test(event.key) ? -1 : 0;
    const next = all[all.indexOf(event.target) + step];
    if (step === 0) return;
    event.preventDefault();
    next?.focus();
  };
  return { ref: part, onKeyDown };
}
