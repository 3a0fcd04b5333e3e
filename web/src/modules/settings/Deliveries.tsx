import { Button, Group, Select } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { ProblemPanel } from "@/app/errors";
import { choice, useTranslation } from "@/i18n";
import { decimal, instant } from "@/ui/format";
import table from "@/ui/Table.module.css";
import parts from "./parts/parts.module.css";
import { useSaving } from "./parts/useSaving";
import { Wrong } from "./parts/Wrong";

type Delivery = Schemas["IntegrationsWebhookDeliveriesAnswerDataLine"];

/** What a webhook was sent and what was answered, and the way to send it again. */
export function Deliveries({ webhook, version }: { webhook: string; version: number }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const saving = useSaving();
  const [hours, setHours] = useState<string | null>("1");
  const key = ["webhook-deliveries", webhook];
  const log = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) =>
      api<{ data: Delivery[]; next: string | null }>(`webhook-deliveries?webhook=${webhook}${pageParam}`),
    initialPageParam: "",
    getNextPageParam: (page) => (page.next ? `&before=${page.next}` : undefined),
  });
  const replay = (body: { event: string | null } | { since: string }) =>
    void saving.save(async () => {
      await post(`webhooks/${webhook}/replay`, body, { version });
      await queries.invalidateQueries({ queryKey: key });
    });
  const since = () => replay({ since: new Date(Date.now() - Number(hours) * 3_600_000).toISOString() });
  const rows = log.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <div className={parts.body}>
      <Group gap="xs" mb="xs">
        <Select
          aria-label={t("settings.webhooks.since")}
          w={170}
          data={["1", "24", "168"].map((value) => ({ value, label: t("settings.webhooks.lastHours", { count: Number(value) }) }))}
          value={hours}
          onChange={setHours}
          allowDeselect={false}
        />
        <Button variant="default" loading={saving.busy} onClick={since}>
          {t("settings.webhooks.replay")}
        </Button>
        <span className={parts.state} role="status">
          {saving.saved ? t("settings.webhooks.replayed") : ""}
        </span>
      </Group>
      {saving.problem && <Wrong problem={saving.problem} />}
      {log.error && <ProblemPanel error={log.error} />}
      {log.data && rows.length === 0 && <div className={parts.empty}>{t("settings.webhooks.nothingSent")}</div>}
      <div className={parts.scroll}>
        <table className={table.table}>
          <tbody>
            {rows.map((one) => (
              <tr key={one.id}>
                <td>{instant(one.at)}</td>
                <td>
                  <code>{one.event_type}</code>
                </td>
                <td>
                  <span className={parts.tag} data-tone={one.outcome === "delivered" ? "green" : "red"}>
                    {choice(one.outcome)}
                  </span>
                </td>
                <td className={parts.sub}>
                  {t("settings.webhooks.attempt", { number: one.attempt })} · {decimal(one.latency_ms)} ms{" "}
                  {one.response && `· ${one.response}`}
                </td>
                <td className={parts.actions}>
                  {one.event && (
                    <Button variant="subtle" size="compact-xs" onClick={() => replay({ event: one.event })}>
                      {t("settings.webhooks.again")}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {log.hasNextPage && (
        <Button variant="default" mt="xs" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {t("inbox.more")}
        </Button>
      )}
    </div>
  );
}
