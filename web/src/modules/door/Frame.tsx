import { Select, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { currentLanguage, type Language, languages, speak, useTranslation } from "@/i18n";
import classes from "./door.module.css";

/** The frame of every page before the door: what it asks, in the middle, and the language below. */
export function Frame({
  title,
  text,
  children,
  below,
}: {
  title: string;
  text?: string;
  children: ReactNode;
  below?: ReactNode;
}) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · Guildhall`;
  }, [title]);
  return (
    <div className={classes.page}>
      <main className={classes.card}>
        <div className={classes.brand}>
          <img src="/icon.svg" alt="" width={28} height={28} />
          <span>Guildhall</span>
        </div>
        <Title order={1}>{title}</Title>
        {text && <p className={classes.text}>{text}</p>}
        <div className={classes.body}>{children}</div>
        {below && <div className={classes.below}>{below}</div>}
      </main>
      <footer className={classes.foot}>
        <Select
          aria-label={t("door.language")}
          variant="unstyled"
          w={110}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          value={currentLanguage()}
          onChange={(value) => value && void speak(value as Language)}
          allowDeselect={false}
        />
      </footer>
    </div>
  );
}
