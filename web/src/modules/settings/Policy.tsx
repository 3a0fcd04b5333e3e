import { NumberInput, Select, Switch, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, post } from "@/api/client";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { Fetched } from "./parts/Fetched";
import { Foot } from "./parts/Foot";
import { Panel } from "./parts/Panel";
import parts from "./parts/parts.module.css";
import { useSaving } from "./parts/useSaving";

/** The rules of signing in. */
interface Rules {
  second_factor: "optional" | "administrators" | "everybody";
  password_length: number;
  idle_minutes: number;
  session_hours: number;
  forbid_sms: boolean;
  networks: string[];
}

const key = ["signin-policy"];

export function Policy() {
  const { t } = useTranslation();
  const rules = useQuery({ queryKey: key, queryFn: () => api<Rules>("signin-policy") });
  return (
    <Panel first title={t("settings.parts.policy")} text={t("settings.policy.text")}>
      <Fetched query={rules}>{(data) => <RulesForm rules={data} />}</Fetched>
    </Panel>
  );
}

function RulesForm({ rules }: { rules: Rules }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const queries = useQueryClient();
  const saving = useSaving();
  const [draft, setDraft] = useState(rules);
  const set = (change: Partial<Rules>) => setDraft((old) => ({ ...old, ...change }));
  const fixed = !may("signin.policy.edit");
  const save = (event: FormEvent) => {
    event.preventDefault();
    void saving.save(async () => queries.setQueryData(key, await post<Rules>("signin-policy/set", draft)));
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
    <form className={parts.form} onSubmit={save}>
      <Select
        className={parts.wide}
        maw={340}
        label={t("settings.policy.second_factor")}
        description={draft.second_factor !== "optional" && t("settings.policy.second_factorHelp")}
        data={(["optional", "administrators", "everybody"] as const).map((value) => ({
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
        value={draft.networks.join("\n")}
        onChange={(e) => set({ networks: e.currentTarget.value.split("\n") })}
        onBlur={() => set({ networks: draft.networks.map((one) => one.trim()).filter(Boolean) })}
        disabled={fixed}
        error={saving.problem?.errors.find((e) => e.pointer.startsWith("/networks"))?.message}
      />
      {!fixed && <Foot saving={saving} />}
    </form>
  );
}
