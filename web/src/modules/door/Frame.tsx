import { Title } from "@mantine/core";
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
        <select
          className={classes.language}
          aria-label={t("door.language")}
          value={currentLanguage()}
          onChange={(e) => void speak(e.currentTarget.value as Language)}
        >
          {Object.entries(languages).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </footer>
    </div>
  );
}
