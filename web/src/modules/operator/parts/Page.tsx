import { Loader, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "@/i18n";
import classes from "./parts.module.css";

/** A page of the console: its name, what can be done, and what it shows. */
export function Page({
  title,
  note,
  actions,
  children,
}: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t("operator.title")} · Guildhall`;
  }, [title, t]);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Title order={1}>{title}</Title>
        {note && <span className={classes.note}>{note}</span>}
        <div className={classes.actions}>{actions}</div>
      </header>
      {children}
    </div>
  );
}

/** A part of a page under a heading of its own. */
export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.sectionHead}>
        <Title order={2}>{title}</Title>
        <div className={classes.actions}>{actions}</div>
      </div>
      {children}
    </section>
  );
}

/** What stands in the place of a part that is being loaded. */
export function Coming() {
  const { t } = useTranslation();
  return <Loader size="sm" aria-label={t("operator.coming")} />;
}
