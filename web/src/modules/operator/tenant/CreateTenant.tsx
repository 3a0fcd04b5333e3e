import { Alert, Button, Group, Modal, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import type { Known } from "../parts/api";
import { useAct, useAsked } from "../parts/data";
import { Pill } from "../parts/Pill";
import classes from "../parts/parts.module.css";
import { Refusal } from "../parts/Refusal";
import { slugOf } from "./slug";
import { tiers } from "./tiers";

type Made = Known<"NewClient">;

/** Makes a tenant, and shows how far that is. */
export function CreateTenant({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("operator.newTenant")}
      size={560}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <Creating onClose={onClose} />
    </Modal>
  );
}

function Creating({ onClose }: { onClose: () => void }) {
  const { act, busy, problem } = useAct();
  const [made, setMade] = useState<Made>();
  const [slug, setSlug] = useState("");
  if (made) return <Ready made={made} onClose={onClose} />;
  const create = async (body: Record<string, string>) => {
    setSlug(body.slug ?? "");
    setMade((await act<Made>("clients/create", { body }))?.answer);
  };
  return (
    <>
      <Wanted busy={busy} problem={problem} onClose={onClose} onCreate={(body) => void create(body)} />
      {busy && <Provisioning slug={slug} />}
    </>
  );
}

interface WantedProps {
  busy: boolean;
  problem: unknown;
  onClose: () => void;
  onCreate: (body: Record<string, string>) => void;
}

function Wanted({ busy, problem, onClose, onCreate }: WantedProps) {
  const { t } = useTranslation();
  const plans = useAsked<Known<"PlanPage">>("plans");
  const [tier, setTier] = useState<string>("shared");
  const [plan, setPlan] = useState<string | null>("standard");
  const [name, setName] = useState("");
  const [slug, setSlug] = useState<string>();
  const refused = problem === undefined ? undefined : asProblem(problem);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const fields = ["name", "admin_email", "country", "currency", "region"].map((key) => [
      key,
      String(typed.get(key) ?? "").trim(),
    ]);
    const given = Object.fromEntries(fields.filter(([, value]) => value !== ""));
    onCreate({ ...given, slug: slug ?? slugOf(name), tier, ...(plan ? { plan } : {}) });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          name="name"
          label={t("operator.col.name")}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
          error={refused?.at("/name")}
          maxLength={200}
          required
          data-autofocus
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label={t("operator.col.slug")}
            description={t("operator.slugHelp")}
            value={slug ?? slugOf(name)}
            onChange={(e) => setSlug(e.currentTarget.value)}
            error={refused?.at("/slug")}
            minLength={2}
            maxLength={50}
            dir="ltr"
            required
          />
          <TextInput
            name="admin_email"
            type="email"
            label={t("operator.adminEmail")}
            description={t("operator.adminEmailHelp")}
            error={refused?.at("/admin_email")}
            autoComplete="off"
            dir="ltr"
            required
          />
          <TextInput
            name="country"
            label={t("operator.col.country")}
            description="ISO 3166-1"
            error={refused?.at("/country")}
            minLength={2}
            maxLength={2}
            required
          />
          <TextInput
            name="currency"
            label={t("operator.currency")}
            description={t("operator.currencyHelp")}
            error={refused?.at("/currency")}
            maxLength={3}
          />
          <Select
            label={t("operator.col.plan")}
            data={(plans.data?.data ?? []).map((one) => ({ value: one.name, label: one.label }))}
            value={plan}
            onChange={setPlan}
            error={refused?.at("/plan")}
          />
          <TextInput name="region" label={t("operator.region")} error={refused?.at("/region")} />
        </SimpleGrid>
        <fieldset className={classes.plain}>
          <legend>{t("operator.col.tier")}</legend>
          <SegmentedControl
            size="xs"
            fullWidth
            value={tier}
            onChange={setTier}
            data={tiers.map((one) => ({ value: one, label: t(`operator.tier.${one}`) }))}
          />
          <Text size="xs" className="muted" mt={4}>
            {t(`operator.tierHelp.${tier}`)}
          </Text>
        </fieldset>
        <Refusal problem={refused} fields={["name", "slug", "admin_email", "country", "currency", "plan", "region"]} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {t("operator.create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** How far the making of a tenant is, asked for while the request that makes it is under way. */
function Provisioning({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const found = useAsked<Known<"ClientPage">>(`clients?q=${encodeURIComponent(slug)}&limit=10`, { every: 700 });
  const client = found.data?.data.find((one) => one.slug === slug);
  return (
    <p role="status" className={classes.progress}>
      {t("operator.provisioning")} <Pill state={client?.status ?? "requested"} />
    </p>
  );
}

function Ready({ made, onClose }: { made: Made; onClose: () => void }) {
  const { t } = useTranslation();
  const written = made.invitation === "written";
  return (
    <Stack gap="sm">
      <Alert
        color={written ? "green" : "orange"}
        variant="light"
        title={t("operator.tenantReady", { name: made.name })}
        role="status"
      >
        {t(written ? "operator.invitationWritten" : "operator.invitationFailed", { email: made.admin_email })}
        {made.advice && <Text size="sm">{made.advice}</Text>}
      </Alert>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("app.close")}
        </Button>
        <Button renderRoot={(props) => <Link to="/operator/tenants/$id" params={{ id: made.id }} {...props} />} data-autofocus>
          {t("operator.openTenant")}
        </Button>
      </Group>
    </Stack>
  );
}
