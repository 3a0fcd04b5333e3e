import { NumberInput, Select, Switch, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "@/i18n";
import { Foot } from "./Foot";
import parts from "./parts.module.css";
import { useSaving } from "./useSaving";

/** The rules of signing in. */
export interface Rules {
  second_factor: "optional" | "administrators" | "everybody";
  password_length: number;
  idle_minutes: number;
  session_hours: number;
  forbid_sms?: boolean;
  networks?: string[] | null;
}

interface Props {
  rules: Rules;
  /** From whom a second factor can be wanted. */
  wanted: Rules["second_factor"][];
  fixed?: boolean;
  save: (rules: Rules) => Promise<unknown>;
}

/** The rules of signing in, of a company or of operators. */
export function RulesForm({ rules, wanted, fixed, save }: Props) {
  const { t } = useTranslation();
  const saving = useSaving();
  const [draft, setDraft] = useState(rules);
  const set = (change: Partial<Rules>) => setDraft((old) => ({ ...old, ...change }));
  const networks = draft.networks ?? [];
  const wrong = saving.problem?.errors ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void saving.save(() => save(draft));
  };
  const number = (name: "password_length" | "idle_minutes" | "session_hours", min: number, max: number) => (
    <NumberInput
      size="xs"
      label={t(`settings.policy.${name}`)}
      value={draft[name]}
      onChange={(value) => set({ [name]: Number(value) })}
      min={min}
      max={max}
      disabled={fixed}
      error={saving.problem?.at(`/${name}`)}
    />
  );
  return (
    <form className={parts.form} onSubmit={submit}>
      <Select
        className={parts.wide}
        maw={340}
        label={t("settings.policy.second_factor")}
        description={draft.second_factor !== "optional" && t("settings.policy.second_factorHelp")}
        data={wanted.map((value) => ({
          value,
          label: t(`settings.policy.${value}`),
        }))}
        value={draft.second_factor}
        onChange={(value) => value && set({ second_factor: value as Rules["second_factor"] })}
        allowDeselect={false}
        disabled={fixed}
      />
      {number("password_length", 8, 128)}
      {number("idle_minutes", 5, 1440)}
      {number("session_hours", 1, 720)}
      <Switch
        className={parts.wide}
        label={t("settings.policy.forbid_sms")}
        checked={draft.forbid_sms}
        onChange={(e) => set({ forbid_sms: e.currentTarget.checked })}
        disabled={fixed}
      />
      <Textarea
        className={parts.wide}
        label={t("settings.policy.networks")}
        description={t("settings.policy.networksHelp")}
        placeholder="203.0.113.0/24"
        dir="ltr"
        value={networks.join("\n")}
        onChange={(e) => set({ networks: e.currentTarget.value.split("\n") })}
        onBlur={() => set({ networks: networks.map((one) => one.trim()).filter(Boolean) })}
        disabled={fixed}
        error={wrong.find((e) => e.pointer.startsWith("/networks"))?.message}
      />
      {!fixed && <Foot saving={saving} beside={wrong.map((e) => e.pointer).filter((at) => at !== "/second_factor")} />}
    </form>
  );
}
