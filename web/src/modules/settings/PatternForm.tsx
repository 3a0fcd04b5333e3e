import { NumberInput, TextInput } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { post } from "@/api/client";
import { useTranslation } from "@/i18n";
import type { Numbering } from "./Numbers";
import { Foot } from "./parts/Foot";
import parts from "./parts/parts.module.css";
import { useSaving } from "./parts/useSaving";
import { example } from "./pattern";
import classes from "./settings.module.css";

/** Says how documents of a kind are numbered from now on. */
export function PatternForm({ of, onDone }: { of: Numbering; onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  const saving = useSaving();
  const field = useRef<HTMLInputElement>(null);
  const [pattern, setPattern] = useState(of.pattern);
  const [digits, setDigits] = useState(of.digits);
  const marks = ["{year}", "{month}", ...(of.sited ? ["{site}"] : []), "{n}"];
  const insert = (mark: string) => {
    const from = field.current?.selectionStart ?? pattern.length;
    const to = field.current?.selectionEnd ?? from;
    setPattern(pattern.slice(0, from) + mark + pattern.slice(to));
    field.current?.focus();
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (await saving.save(() => post("numbering/set", { subject: of.subject, pattern, digits }))) await onDone();
  };
  return (
    <form className={parts.form} onSubmit={save}>
      <div className={parts.wide}>
        <TextInput
          ref={field}
          label={t("settings.numbers.pattern")}
          description={t("settings.numbers.patternHelp")}
          value={pattern}
          onChange={(e) => setPattern(e.currentTarget.value)}
          required
          withAsterisk={false}
          maxLength={40}
          dir="ltr"
          data-autofocus
          error={saving.problem?.at("/pattern")}
        />
        <div className={classes.chips} role="group" aria-label={t("settings.numbers.marks")}>
          {marks.map((mark) => (
            <button
              key={mark}
              type="button"
              className={classes.chip}
              title={t(`settings.numbers.mark.${mark.slice(1, -1)}`)}
              onClick={() => insert(mark)}
            >
              {mark}
            </button>
          ))}
          {pattern !== of.standard && (
            <button type="button" className={classes.chip} onClick={() => setPattern(of.standard)}>
              {t("settings.numbers.standard", { pattern: of.standard })}
            </button>
          )}
        </div>
      </div>
      <NumberInput
        label={t("settings.numbers.digits")}
        description={t("settings.numbers.digitsHelp")}
        value={digits}
        onChange={(n) => setDigits(Number(n))}
        min={0}
        max={12}
        allowDecimal={false}
        error={saving.problem?.at("/digits")}
      />
      <div className={`${parts.wide} ${parts.state}`} role="status">
        {t("settings.numbers.example")} <bdi>{example(pattern, digits, 42, of.counts[0]?.code || "HQ")}</bdi>
      </div>
      <p className={`${parts.wide} ${parts.sub}`}>{t(of.gapless ? "settings.numbers.anewGapless" : "settings.numbers.anew")}</p>
      <Foot saving={saving} beside={["/digits", "/pattern"]} />
    </form>
  );
}
