import "@/i18n/parts/deal";
import { Alert } from "@mantine/core";
import { currentLanguage, useTranslation } from "@/i18n";
import { framed } from "@/ui/letter";
import sheet from "@/ui/Paper.module.css";
import classes from "./Letter.module.css";
import { readerOf, useLetter, warningOf, written } from "./letters";

/** To whom a letter goes, in which language, and what it says. */
export function LetterView({ path }: { path: string }) {
  const { t } = useTranslation();
  const letter = useLetter(path);
  const warning = letter && warningOf(letter);
  const shown = letter && written(letter) ? letter : undefined;
  return (
    <section aria-label={t("deal.send.letter")} aria-busy={!letter}>
      <dl className={classes.letterHead}>
        <dt>{t("deal.send.to")}</dt>
        <dd>
          <bdi>{letter ? (readerOf(letter) ?? t("deal.send.nobody")) : "…"}</bdi>
        </dd>
        <dt>{t("deal.send.language")}</dt>
        <dd>{letter ? (languageName(letter.language) ?? letter.language) : "…"}</dd>
        {shown && (
          <>
            <dt>{t("deal.send.subject")}</dt>
            <dd>
              <bdi>{shown.subject}</bdi>
            </dd>
          </>
        )}
      </dl>
      {warning && <Alert color="orange">{t(`deal.send.${warning}`)}</Alert>}
      {shown && (
        <iframe
          title={t("deal.send.letter")}
          sandbox=""
          srcDoc={framed(shown.html)}
          className={`${sheet.paper} ${classes.letter}`}
        />
      )}
    </section>
  );
}

function languageName(tag: string): string | undefined {
  try {
    return new Intl.DisplayNames([currentLanguage()], { type: "language" }).of(tag);
  } catch {
    return undefined;
  }
}
