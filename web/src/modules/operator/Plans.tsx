import { Button, NumberInput, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Known } from "./parts/api";
import { useAct, useAsked } from "./parts/data";
import { Page } from "./parts/Page";
import classes from "./parts/parts.module.css";
import { Refusal } from "./parts/Refusal";
import { useEditable } from "./parts/useEditable";

type Plan = Known<"Plan">;

/** What tenants have bought, and what that allows. */
export function Plans() {
  const { t } = useTranslation();
  const query = useAsked<Known<"PlanPage">>("plans");
  const { button, sheet } = useEditable({
    caption: t("operator.nav.plans"),
    query,
    id: (plan) => plan.name,
    empty: t("operator.noneMatch"),
    add: t("operator.plan.add"),
    change: t("operator.plan.change"),
    form: (plan, close) => <Editing plan={plan} onClose={close} />,
    columns: [
      { key: "label", title: t("operator.plan.label"), render: (plan) => plan.label },
      { key: "name", title: t("operator.col.slug"), render: (plan) => <bdi className={classes.code}>{plan.name}</bdi> },
      { key: "limits", title: t("operator.plan.requests"), render: (plan) => <Allowed plan={plan} /> },
    ],
  });
  return (
    <Page title={t("operator.nav.plans")} actions={button}>
      {sheet}
    </Page>
  );
}

/** The requests and the window among a plan's limits. */
function limitsOf(plan: Plan | undefined): { requests?: number; window?: string } {
  const { requests, window } = (plan?.limits ?? {}) as Record<string, unknown>;
  return {
    requests: typeof requests === "number" ? requests : undefined,
    window: typeof window === "string" ? window : undefined,
  };
}

function Allowed({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const { requests, window = "15m" } = limitsOf(plan);
  return requests === undefined
    ? t("operator.plan.anyNumber")
    : t("operator.plan.perWindow", { requests: decimal(requests), window });
}

function Editing({ plan, onClose }: { plan?: Plan; onClose: () => void }) {
  const { t } = useTranslation();
  const { act, busy, problem } = useAct();
  const limits = limitsOf(plan);
  const [name, setName] = useState(plan?.name ?? "");
  const [title, setTitle] = useState(plan?.label ?? "");
  const [requests, setRequests] = useState<number | string>(limits.requests ?? "");
  const [span, setSpan] = useState(limits.window ?? "15m");
  const refused = problem === undefined ? undefined : asProblem(problem);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { label: title, limits: requests === "" ? {} : { requests: Number(requests), window: span } };
    if (await act(`plans/${encodeURIComponent(name)}`, { method: "PUT", body }, t("operator.saved"))) onClose();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput
          label={t("operator.plan.label")}
          value={title}
          onChange={(e) => setTitle(e.currentTarget.value)}
          error={refused?.at("/label")}
          required
          data-autofocus
        />
        <TextInput
          label={t("operator.col.slug")}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
          error={refused?.at("/name")}
          readOnly={plan !== undefined}
          dir="ltr"
          required
        />
        <NumberInput
          size="xs"
          label={t("operator.plan.requests")}
          description={t("operator.plan.requestsHelp")}
          value={requests}
          onChange={setRequests}
          error={refused?.at("/limits/requests")}
          min={1}
          max={1_000_000}
          allowDecimal={false}
          hideControls
        />
        <TextInput
          label={t("operator.plan.window")}
          description={t("operator.plan.windowHelp")}
          value={span}
          onChange={(e) => setSpan(e.currentTarget.value)}
          error={refused?.at("/limits/window")}
          disabled={requests === ""}
          dir="ltr"
        />
        <Refusal problem={refused} fields={["name", "label", "limits/requests", "limits/window"]} />
        <Button type="submit" loading={busy}>
          {t("app.save")}
        </Button>
      </Stack>
    </form>
  );
}
