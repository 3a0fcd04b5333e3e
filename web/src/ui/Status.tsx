import { choice } from "@/i18n";
import classes from "./Status.module.css";
import { toneOf } from "./tone";

/** A state as a dot, a tint and its name; a native element, light enough for long lists. */
export function Status({ value }: { value: string }) {
  return (
    <span className={classes.status} data-tone={toneOf(value)}>
      {choice(value)}
    </span>
  );
}
