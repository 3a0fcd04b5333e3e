import { Button, Group } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Page } from "@/meta/types";
import { instant } from "@/ui/format";
import { Deliveries } from "./Deliveries";
import { Fetched } from "./parts/Fetched";
import { Panel } from "./parts/Panel";
import parts from "./parts/parts.module.css";
import { SecretOnce } from "./parts/SecretOnce";
import { useSaving } from "./parts/useSaving";
import { Wrong } from "./parts/Wrong";
import classes from "./settings.module.css";

type Webhook = Schemas["IntegrationsWebhook"];

/** Addresses that are told of events as they happen. */
export function Webhooks() {
  const { t } = useTranslation();
  const { may } = useSession();
  const webhooks = useQuery({ queryKey: ["webhooks"], queryFn: () => api<Page<Webhook>>("webhooks?limit=100") });
  return (
    <Panel
      first
      title={t("settings.parts.webhooks")}
      text={t("settings.webhooks.text")}
      action={
        may("integrations.webhook.edit") && (
          <Button renderRoot={(props) => <Link to="/$plural/new" params={{ plural: "webhooks" }} {...props} />}>
            {t("settings.webhooks.create")}
          </Button>
        )
      }
    >
      <Fetched query={webhooks}>
        {({ data }) => (
          <div className={classes.cards}>
            {data.length === 0 && <div className={parts.empty}>{t("settings.webhooks.none")}</div>}
            {data.map((webhook) => (
              <WebhookCard key={webhook.id} webhook={webhook} />
            ))}
          </div>
        )}
      </Fetched>
    </Panel>
  );
}

function WebhookCard({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const queries = useQueryClient();
  const saving = useSaving();
  const [secret, setSecret] = useState("");
  const [log, setLog] = useState(false);
  const rotate = () =>
    void saving.save(async () => {
      const answer = await post<{ secret: string }>(`webhooks/${webhook.id}/rotate-secret`, {}, { version: webhook.version });
      setSecret(answer.secret);
      await queries.invalidateQueries({ queryKey: ["webhooks"] });
    });
  const state = stateOf(webhook);
  return (
    <article className={classes.card}>
      <Group justify="space-between" align="flex-start">
        <div>
          <Link to="/$plural/$id" params={{ plural: "webhooks", id: webhook.id }} className={parts.name}>
            {webhook.name || <bdi>{webhook.url}</bdi>}
          </Link>{" "}
          <span className={parts.tag} data-tone={state.tone}>
            {t(`settings.webhooks.${state.key}`)}
          </span>
          <div className={parts.sub}>
            <bdi>{webhook.url}</bdi>
          </div>
          <div className={parts.sub}>
            {webhook.event_types.includes("*") ? t("settings.webhooks.every") : webhook.event_types.join(", ")}
            {webhook.failing_since && ` · ${t("settings.webhooks.failingSince", { at: instant(webhook.failing_since) })}`}
            {webhook.stopped_because && ` · ${webhook.stopped_because}`}
          </div>
        </div>
        <Group gap="xs">
          <Button variant="default" size="compact-xs" onClick={() => setLog(!log)} aria-expanded={log}>
            {t("settings.webhooks.log")}
          </Button>
          {may("integrations.webhook.edit") && (
            <Button variant="default" size="compact-xs" loading={saving.busy} onClick={rotate}>
              {t(webhook.secret_set_at ? "settings.webhooks.rotate" : "settings.webhooks.makeSecret")}
            </Button>
          )}
        </Group>
      </Group>
      {saving.problem && <Wrong problem={saving.problem} />}
      {secret && <SecretOnce secret={secret} onDone={() => setSecret("")} />}
      {log && <Deliveries webhook={webhook.id} version={webhook.version} />}
    </article>
  );
}

function stateOf(webhook: Webhook): { key: string; tone?: string } {
  if (!webhook.secret_set_at) return { key: "noSecret", tone: "amber" };
  if (webhook.stopped_because) return { key: "stopped", tone: "red" };
  if (webhook.failing_since) return { key: "failing", tone: "red" };
  return webhook.active ? { key: "works", tone: "green" } : { key: "paused" };
}
