import { Button, Group, Select } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { useSession } from "@/app/session";
import { choice, useTranslation } from "@/i18n";
import type { Page } from "@/meta/types";
import { instant } from "@/ui/format";
import table from "@/ui/Table.module.css";
import { Fetched } from "./parts/Fetched";
import { Panel } from "./parts/Panel";
import parts from "./parts/parts.module.css";
import { useSaving } from "./parts/useSaving";
import { Wrong } from "./parts/Wrong";

type Grant = Schemas["IdentitySupportGrant"];

const tones: Record<string, string> = { requested: "amber", accepted: "green", declined: "red" };

/** Who of those who run the installation may look in, or work here. */
export function Support() {
  const { t } = useTranslation();
  const grants = useQuery({ queryKey: ["support-grants"], queryFn: () => api<Page<Grant>>("support-grants?limit=50") });
  return (
    <Panel first title={t("settings.parts.support")} text={t("settings.support.text")}>
      <Fetched query={grants}>
        {({ data }) =>
          data.length === 0 ? (
            <div className={parts.empty}>{t("settings.support.none")}</div>
          ) : (
            <table className={table.table}>
              <tbody>
                {data.map((grant) => (
                  <GrantRow key={grant.id} grant={grant} />
                ))}
              </tbody>
            </table>
          )
        }
      </Fetched>
    </Panel>
  );
}

function GrantRow({ grant }: { grant: Grant }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const queries = useQueryClient();
  const saving = useSaving();
  const [hours, setHours] = useState(String(grant.asked));
  const [reach, setReach] = useState<string>(grant.reach);
  // The reason is no part of a list.
  const { data } = useQuery({ queryKey: ["support-grants", grant.id], queryFn: () => api<Grant>(`support-grants/${grant.id}`) });
  const act = (verb: "accept" | "decline" | "revoke", body = {}) =>
    void saving.save(async () => {
      await post(`support-grants/${grant.id}/${verb}`, body, { version: grant.version });
      await queries.invalidateQueries({ queryKey: ["support-grants"] });
    });
  const decides = may("identity.support.decide");
  const lengths = [...new Set([1, 4, 8, 24, 72, grant.asked])].sort((a, b) => a - b);
  return (
    <tr>
      <td>
        <div className={parts.name}>
          {grant.name}{" "}
          <span className={parts.tag} data-tone={tones[grant.status]}>
            {choice(grant.status)}
          </span>
        </div>
        <div>{data?.reason}</div>
        <div className={parts.sub}>
          {t(`settings.support.${grant.reach}`)} · {t("settings.support.hours", { count: grant.hours || grant.asked })} ·{" "}
          {instant(grant.created_at)}
          {grant.until && ` · ${t("settings.support.until", { at: instant(grant.until) })}`}
        </div>
        {saving.problem && <Wrong problem={saving.problem} />}
      </td>
      <td className={parts.actions}>
        {decides && grant.status === "requested" && (
          <Group gap="xs" justify="flex-end" wrap="nowrap">
            <Select
              aria-label={t("settings.support.reach")}
              w={130}
              data={["read", "full"].map((value) => ({ value, label: t(`settings.support.${value}`) }))}
              value={reach}
              onChange={(value) => value && setReach(value)}
              allowDeselect={false}
            />
            <Select
              aria-label={t("settings.support.length")}
              w={110}
              data={lengths.map((value) => ({ value: String(value), label: t("settings.support.hours", { count: value }) }))}
              value={hours}
              onChange={(value) => value && setHours(value)}
              allowDeselect={false}
            />
            <Button loading={saving.busy} onClick={() => act("accept", { hours: Number(hours), reach })}>
              {t("settings.support.accept")}
            </Button>
            <Button variant="default" disabled={saving.busy} onClick={() => act("decline")}>
              {t("settings.support.decline")}
            </Button>
          </Group>
        )}
        {decides && grant.status === "accepted" && (
          <Button variant="light" color="red" loading={saving.busy} onClick={() => act("revoke")}>
            {t("settings.support.revoke")}
          </Button>
        )}
      </td>
    </tr>
  );
}
