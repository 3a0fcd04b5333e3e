import type { Tone } from "@/app/theme";
import { choice } from "@/i18n";
import classes from "./Status.module.css";
import { toneOf } from "./tone";

interface Props {
  value: string;
  /** Where it is none of the states that records have: its tone, and what it is called. */
  tone?: Tone;
  children?: string;
}

/** A state as a dot, a tint and its name; a native element, light enough for long lists. */
export function Status({ value, tone = toneOf(value), children = choice(value) }: Props) {
  return (
    <span className={classes.status} data-tone={tone}>
      {children}
    </span>
  );
}
