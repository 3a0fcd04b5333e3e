import { Button, NumberInput, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Known } from "./parts/api";
import { useAct, useAsked } from "./parts/data";
import { Page } from "./parts/Page";
import { Pill } from "./parts/Pill";
import classes from "./parts/parts.module.css";
import { Refusal } from "./parts/Refusal";
import { When } from "./parts/time";
import { useEditable } from "./parts/useEditable";

type Flag = Known<"Flag">;

/** What is switched on for all tenants, for some, or for none. */
export function Flags() {
  const { t } = useTranslation();
  const query = useAsked<Known<"FlagPage">>("flags");
  const { button, sheet } = useEditable({
    caption: t("operator.nav.flags"),
    query,
    id: (flag) => flag.name,
    empty: t("operator.noFlags"),
    add: t("operator.flag.add"),
    change: t("operator.flag.change"),
    form: (flag, close) => <Editing flag={flag} onClose={close} />,
    columns: [
      { key: "name", title: t("operator.col.name"), render: (flag) => <bdi className={classes.code}>{flag.name}</bdi> },
      { key: "help", title: t("operator.col.about"), render: (flag) => flag.help },
      { key: "enabled", title: t("operator.forAll"), render: (flag) => <Pill state={flag.enabled ? "on" : "off"} /> },
      {
        key: "percentage",
        title: t("operator.flag.share"),
        end: true,
        render: (flag) => (flag.percentage === undefined ? "–" : `${decimal(flag.percentage)} %`),
      },
      {
        key: "tenants",
        title: t("operator.flag.decided"),
        render: (flag) =>
          flag.tenants.map((one) => `${one.slug}: ${t(`operator.state.${one.enabled ? "on" : "off"}`)}`).join(", ") || "–",
      },
      { key: "updated", title: t("operator.col.updated"), render: (flag) => <When at={flag.updated_at} since /> },
    ],
  });
  return (
    <Page title={t("operator.nav.flags")} actions={button}>
      {sheet}
    </Page>
  );
}

function Editing({ flag, onClose }: { flag?: Flag; onClose: () => void }) {
  const { t } = useTranslation();
  const { act, busy, problem } = useAct();
  const [name, setName] = useState(flag?.name ?? "");
  const [help, setHelp] = useState(flag?.help ?? "");
  const [enabled, setEnabled] = useState(flag?.enabled ?? false);
  const [share, setShare] = useState<number | string>(flag?.percentage ?? "");
  const refused = problem === undefined ? undefined : asProblem(problem);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { help, enabled, ...(share === "" ? {} : { percentage: Number(share) }) };
    if (await act(`flags/${encodeURIComponent(name)}`, { method: "PUT", body }, t("operator.saved"))) onClose();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput
          label={t("operator.col.name")}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
          error={refused?.at("/name")}
          readOnly={flag !== undefined}
          dir="ltr"
          required
          data-autofocus
        />
        <Textarea
          label={t("operator.col.about")}
          value={help}
          onChange={(e) => setHelp(e.currentTarget.value)}
          error={refused?.at("/help")}
          required
        />
        <Switch checked={enabled} onChange={(e) => setEnabled(e.currentTarget.checked)} label={t("operator.flag.enabled")} />
        <NumberInput
          size="xs"
          label={t("operator.flag.share")}
          description={t("operator.flag.shareHelp")}
          value={share}
          onChange={setShare}
          error={refused?.at("/percentage")}
          min={0}
          max={100}
          suffix=" %"
          allowDecimal={false}
          hideControls
        />
        <Refusal problem={refused} fields={["name", "help", "percentage"]} />
        <Button type="submit" loading={busy}>
          {t("app.save")}
        </Button>
      </Stack>
    </form>
  );
}
