import { type ReactNode, useId } from "react";
import classes from "./parts.module.css";

interface Props {
  title: string;
  text?: ReactNode;
  /** What can be done, at the end of the heading. */
  action?: ReactNode;
  /** Whether the heading is the page's. */
  first?: boolean;
  children?: ReactNode;
}

/** A part of a page of settings: what it is about, and below it what can be set. */
export function Panel({ title, text, action, first, children }: Props) {
  const id = useId();
  const Heading = first ? "h2" : "h3";
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <div className={classes.head}>
        <div>
          <Heading id={id} className={first ? classes.first : classes.heading}>
            {title}
          </Heading>
          {text && <p className={classes.text}>{text}</p>}
        </div>
        {action && <div className={classes.action}>{action}</div>}
      </div>
      {children && <div className={classes.body}>{children}</div>}
    </section>
  );
}
