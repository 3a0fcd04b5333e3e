import { ago, instant } from "@/ui/format";
import classes from "./parts.module.css";

/** An instant, with how long ago it was where that is asked. */
export function When({ at, since }: { at: string | null | undefined; since?: boolean }) {
  if (!at) return <span className="muted">–</span>;
  return (
    <time className={classes.when} dateTime={at} title={instant(at)}>
      {since ? ago(at) : instant(at)}
    </time>
  );
}
