import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import classes from "./parts.module.css";

/** One section of a page of settings. */
export interface Section {
  key: string;
  label: string;
  /** Where it is; a list of its own is outside of the frame. */
  to: string;
  search?: Record<string, string>;
  /** Whether it leads away from the page, to a list. */
  away?: boolean;
}

export interface SectionGroup {
  key: string;
  label: string;
  sections: Section[];
}

interface Props {
  title: string;
  /** Where the list of sections is, on a telephone. */
  home: string;
  groups: SectionGroup[];
  /** The section that is shown; none shows the list alone on a telephone. */
  current?: string;
  /** The section that is shown when none is chosen and there is room beside the list. */
  alone?: string;
  children?: ReactNode;
}

/** A list of sections beside the one that is shown; on a telephone one after the other. */
export function Sections({ title, home, groups, current, alone, children }: Props) {
  return (
    <div className={classes.frame} data-open={current ? true : undefined}>
      <nav className={classes.side} aria-label={title}>
        <h1 className={classes.title}>{title}</h1>
        {groups.map((group) => (
          <div key={group.key} role="group" aria-label={group.label || undefined}>
            {group.label && <div className={classes.group}>{group.label}</div>}
            {group.sections.map((section) => (
              <Link
                key={section.key}
                to={section.to}
                search={section.search ?? {}}
                className={classes.entry}
                aria-current={section.key === (current ?? alone) ? "page" : undefined}
                data-away={section.away || undefined}
              >
                {section.label}
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <div className={classes.content}>
        <Link to={home} search={{}} className={classes.back}>
          ‹ {title}
        </Link>
        {children}
      </div>
    </div>
  );
}
