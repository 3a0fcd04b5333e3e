import { Button, PasswordInput, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import type { Known } from "../parts/api";
import { Confirm } from "../parts/Confirm";
import { useAct, useAsked } from "../parts/data";
import { Pill } from "../parts/Pill";
import classes from "../parts/parts.module.css";
import { Refusal } from "../parts/Refusal";
import { When } from "../parts/time";
import { useEditable } from "../parts/useEditable";

type Provider = Known<"OperatorsProvider">;

/** The providers by which operators may sign in, besides their passwords. */
export function Providers() {
  const { t } = useTranslation();
  const query = useAsked<Known<"OperatorsProviders">>("providers");
  const [removing, setRemoving] = useState<Provider>();
  const { act, busy, problem } = useAct();
  const remove = async (provider: Provider) => {
    if (await act(`providers/${provider.id}`, { method: "DELETE" }, t("operator.saved"))) setRemoving(undefined);
  };
  const { button, sheet } = useEditable({
    caption: t("operator.people.providers"),
    query,
    id: (one) => one.id,
    empty: t("operator.providers.none"),
    add: t("operator.providers.add"),
    change: t("operator.providers.change"),
    form: (one, close) => <Editing provider={one} onClose={close} />,
    more: (one) => (
      <Button variant="subtle" color="red" size="compact-xs" onClick={() => setRemoving(one)}>
        {t("operator.remove")}
      </Button>
    ),
    columns: [
      { key: "name", title: t("operator.col.name"), render: (one) => one.name },
      {
        key: "issuer",
        title: t("operator.providers.issuer"),
        render: (one) => <bdi className={classes.code}>{one.issuer}</bdi>,
      },
      { key: "active", title: t("operator.col.state"), render: (one) => <Pill state={one.active ? "on" : "off"} /> },
      { key: "secret", title: t("operator.providers.secretSet"), render: (one) => <When at={one.secret_set_at} /> },
    ],
  });
  return (
    <>
      <div className={classes.toolbar}>
        <span className="muted">{t("operator.providers.help")}</span>
        {button}
      </div>
      {sheet}
      {removing && (
        <Confirm
          opened
          danger
          typed={removing.name}
          title={t("operator.providers.removeTitle", { name: removing.name })}
          verb={t("operator.remove")}
          busy={busy}
          problem={problem}
          onClose={() => setRemoving(undefined)}
          onConfirm={() => void remove(removing)}
        >
          {t("operator.providers.removeMeans")}
        </Confirm>
      )}
    </>
  );
}

function Editing({ provider, onClose }: { provider?: Provider; onClose: () => void }) {
  const { t } = useTranslation();
  const { act, busy, problem } = useAct();
  const [active, setActive] = useState(provider?.active ?? true);
  const [domains, setDomains] = useState(provider?.email_domains ?? []);
  const [factors, setFactors] = useState(provider?.second_factors ?? []);
  const refused = problem === undefined ? undefined : asProblem(problem);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { client_secret, ...typed } = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([key, value]) => [key, String(value)]),
    );
    const kept = provider && {
      scopes: provider.scopes,
      email_claim: provider.email_claim,
      verified_claim: provider.verified_claim,
    };
    const body = {
      ...kept,
      ...typed,
      active,
      email_domains: domains,
      second_factors: factors,
      ...(client_secret ? { client_secret } : {}),
    };
    const path = provider ? `providers/${provider.id}` : "providers";
    if (await act(path, { method: provider ? "PUT" : "POST", body }, t("operator.saved"))) onClose();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput
          name="name"
          label={t("operator.col.name")}
          defaultValue={provider?.name}
          error={refused?.at("/name")}
          required
          data-autofocus
        />
        <TextInput
          name="issuer"
          type="url"
          label={t("operator.providers.issuer")}
          description={t("operator.providers.issuerHelp")}
          defaultValue={provider?.issuer}
          error={refused?.at("/issuer")}
          dir="ltr"
          required
        />
        <TextInput
          name="client_id"
          label={t("operator.providers.clientId")}
          defaultValue={provider?.client_id}
          error={refused?.at("/client_id")}
          autoComplete="off"
          dir="ltr"
          required
        />
        <PasswordInput
          name="client_secret"
          label={t("operator.providers.clientSecret")}
          description={provider && t("operator.providers.secretStays")}
          error={refused?.at("/client_secret")}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": t("operator.providers.showSecret") }}
        />
        <TagsInput
          size="xs"
          label={t("operator.providers.domains")}
          description={t("operator.providers.domainsHelp")}
          value={domains}
          onChange={setDomains}
        />
        <TagsInput
          size="xs"
          label={t("operator.providers.factors")}
          description={t("operator.providers.factorsHelp")}
          value={factors}
          onChange={setFactors}
        />
        <Switch checked={active} onChange={(e) => setActive(e.currentTarget.checked)} label={t("operator.providers.active")} />
        <Refusal problem={refused} fields={["name", "issuer", "client_id", "client_secret"]} />
        <Button type="submit" loading={busy}>
          {t("app.save")}
        </Button>
      </Stack>
    </form>
  );
}
