import { NumberInput, Select } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { post } from "@/api/client";
import { useTranslation } from "@/i18n";
import type { Numbering } from "./Numbers";
import { Foot } from "./parts/Foot";
import parts from "./parts/parts.module.css";
import { useSaving } from "./parts/useSaving";
import { example } from "./pattern";

/** Has a count go on with another number. */
export function BeginForm({ of, onDone }: { of: Numbering; onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  const saving = useSaving();
  const [site, setSite] = useState(of.counts[0]?.site ?? null);
  const count = of.counts.find((one) => one.site === site);
  const [next, setNext] = useState(count?.next ?? 1);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (await saving.save(() => post("numbering/begin", { subject: of.subject, site, next }))) await onDone();
  };
  return (
    <form className={parts.form} onSubmit={save}>
      <p className={`${parts.wide} ${parts.sub}`}>
        {t(of.gapless ? "settings.numbers.beginGapless" : "settings.numbers.beginHelp")}
      </p>
      {site && (
        <Select
          className={parts.wide}
          label={t("settings.numbers.site")}
          data={of.counts.map((one) => ({ value: one.site ?? "", label: one.code }))}
          value={site}
          allowDeselect={false}
          onChange={(chosen) => {
            setSite(chosen);
            setNext(of.counts.find((one) => one.site === chosen)?.next ?? 1);
          }}
          error={saving.problem?.at("/site")}
        />
      )}
      <NumberInput
        className={parts.wide}
        label={t("settings.numbers.next")}
        value={next}
        onChange={(n) => setNext(Number(n))}
        min={1}
        allowDecimal={false}
        data-autofocus
        error={saving.problem?.at("/next")}
      />
      <div className={`${parts.wide} ${parts.state}`} role="status">
        {t("settings.numbers.example")} <bdi>{example(of.pattern, of.digits, next, count?.code ?? "")}</bdi>
      </div>
      <Foot saving={saving} beside={["/next", "/site"]} />
    </form>
  );
}
