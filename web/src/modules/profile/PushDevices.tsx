import { Button, Switch } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, post } from "@/api/client";
import { useTranslation } from "@/i18n";
import { Fetched } from "@/modules/settings/parts/Fetched";
import { Panel } from "@/modules/settings/parts/Panel";
import parts from "@/modules/settings/parts/parts.module.css";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { Wrong } from "@/modules/settings/parts/Wrong";
import { ago, instant } from "@/ui/format";
import table from "@/ui/Table.module.css";
import { canPush, type PushDevices as Devices, subscribe } from "./push";

const key = ["push-devices"];

/** The devices that show what is new while the application is closed. */
export function PushDevices({ details, onDetails }: { details: boolean; onDetails: (on: boolean) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const saving = useSaving();
  const [refused, setRefused] = useState(false);
  const devices = useQuery({ queryKey: key, queryFn: () => api<Devices>("push-devices") });
  const add = () =>
    void saving.save(async () => {
      const answer = await subscribe();
      setRefused(!answer);
      if (answer) queries.setQueryData(key, answer);
    });
  const remove = (device: string) =>
    void saving.save(async () => queries.setQueryData(key, await post<Devices>("push-devices/remove", { device })));
  return (
    <Panel
      title={t("profile.push.title")}
      text={t("profile.push.text")}
      action={
        <Button
          variant="default"
          onClick={add}
          loading={saving.busy}
          disabled={!canPush()}
          title={canPush() ? undefined : t("profile.push.cannot")}
        >
          {t("profile.push.here")}
        </Button>
      }
    >
      {saving.problem && <Wrong problem={saving.problem} />}
      {refused && <p role="status">{t("profile.push.refused")}</p>}
      <Fetched query={devices}>
        {({ data }) =>
          data.length === 0 ? (
            <div className={parts.empty}>{t("profile.push.none")}</div>
          ) : (
            <table className={table.table}>
              <tbody>
                {data.map((device) => (
                  <tr key={device.id}>
                    <td>
                      <div className={parts.name}>
                        <bdi>{device.label}</bdi>
                      </div>
                      <div className={parts.sub}>
                        {instant(device.made_at)}
                        {device.used_at && ` · ${t("profile.factors.used", { ago: ago(device.used_at) })}`}
                      </div>
                    </td>
                    <td className={parts.actions}>
                      <Button variant="subtle" color="red" size="compact-xs" onClick={() => remove(device.id)}>
                        {t("profile.remove")}
                      </Button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Fetched>
      <Switch
        mt="sm"
        label={t("profile.push.details")}
        description={t("profile.push.detailsHelp")}
        checked={details}
        onChange={(e) => onDetails(e.currentTarget.checked)}
      />
    </Panel>
  );
}
