import { ColorInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, post } from "@/api/client";
import { startKey } from "@/app/session";
import { languages, useTranslation } from "@/i18n";
import type { Letterhead } from "./Company";
import { Logo } from "./Logo";
import { Foot } from "./parts/Foot";
import parts from "./parts/parts.module.css";
import { useSaving } from "./parts/useSaving";

const groups = {
  address: ["name", "street", "postal_code", "city", "region", "country"],
  contact: ["phone", "email", "website"],
  law: ["register", "directors", "tax_number", "vat_number"],
  bank: ["bank", "iban", "bic"],
} as const;
type Name = (typeof groups)[keyof typeof groups][number];

const fromLeft = new Set<Name>(["phone", "email", "website", "iban", "bic", "vat_number"]);

interface Props {
  start: Partial<Letterhead>;
  fixed: boolean;
  /** Whether it was made just now. */
  made?: boolean;
  onSaved: (id: string) => void;
}

/** The fields of a letterhead. What somebody else changed meanwhile is refused by its version. */
export function LetterheadForm({ start, fixed, made, onSaved }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const saving = useSaving(made);
  const [look, setLook] = useState({
    accent: start.accent ?? "",
    logo: start.logo ?? "",
    language: start.language ?? "",
    active: start.active ?? true,
  });
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = Object.fromEntries(
      [...new FormData(event.currentTarget)].filter(([name]) => name === "footer" || isName(name)),
    );
    const body = { ...typed, ...look };
    void saving.save(async () => {
      const saved = start.id
        ? await api<Letterhead>(`letterheads/${start.id}`, { method: "PATCH", body, version: start.version })
        : await post<Letterhead>("letterheads", body);
      onSaved(saved.id); // before the list has it: what is shown stays the same
      await Promise.all([["letterheads"], startKey, ["checklist"]].map((queryKey) => queries.invalidateQueries({ queryKey })));
    });
  };
  const field = (name: Name) => (
    <TextInput
      key={name}
      name={name}
      label={t(`settings.company.${name}`)}
      defaultValue={start[name] ?? ""}
      required={name === "name" || name === "country"}
      maxLength={name === "country" ? 2 : 200}
      dir={fromLeft.has(name) ? "ltr" : undefined}
      disabled={fixed}
      error={saving.problem?.at(`/${name}`)}
    />
  );
  return (
    <form onSubmit={save}>
      {Object.entries(groups).map(([group, names]) => (
        <fieldset key={group} className={parts.fields}>
          <legend>{t(`settings.company.groups.${group}`)}</legend>
          <div className={parts.form}>{names.map(field)}</div>
        </fieldset>
      ))}
      <fieldset className={parts.fields}>
        <legend>{t("settings.company.groups.look")}</legend>
        <div className={parts.form}>
          <ColorInput
            size="xs"
            label={t("settings.company.accent")}
            description={t("settings.company.accentHelp")}
            value={look.accent}
            onChange={(accent) => setLook({ ...look, accent })}
            swatches={["#3b5bdb", "#1971c2", "#0c8599", "#2f9e44", "#e8590c", "#c2255c", "#6741d9", "#495057"]}
            disabled={fixed}
            error={saving.problem?.at("/accent")}
            withEyeDropper={false}
            dir="ltr"
          />
          <Select
            label={t("settings.company.language")}
            description={t("settings.company.languageHelp")}
            data={Object.entries(languages).map(([value, name]) => ({ value, label: name }))}
            value={look.language || null}
            onChange={(language) => setLook({ ...look, language: language ?? "" })}
            disabled={fixed}
          />
          <Logo
            value={look.logo}
            onChange={(logo) => setLook({ ...look, logo })}
            fixed={fixed}
            error={saving.problem?.at("/logo")}
          />
          <Textarea
            className={parts.wide}
            name="footer"
            label={t("settings.company.footer")}
            defaultValue={start.footer ?? ""}
            disabled={fixed}
          />
          <Switch
            className={parts.wide}
            label={t("settings.company.active")}
            checked={look.active}
            onChange={(e) => setLook({ ...look, active: e.currentTarget.checked })}
            disabled={fixed}
          />
        </div>
      </fieldset>
      {!fixed && <Foot saving={saving} beside={["/accent", "/logo"]} />}
    </form>
  );
}

function isName(name: string): boolean {
  return Object.values(groups).some((names) => (names as readonly string[]).includes(name));
}
