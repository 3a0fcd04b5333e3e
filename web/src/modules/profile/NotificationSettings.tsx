import { Select, Switch } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { Fetched } from "@/modules/settings/parts/Fetched";
import { Panel } from "@/modules/settings/parts/Panel";
import parts from "@/modules/settings/parts/parts.module.css";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { Wrong } from "@/modules/settings/parts/Wrong";
import table from "@/ui/Table.module.css";
import { PushDevices } from "./PushDevices";
import classes from "./profile.module.css";

type Kind = Schemas["CollaborationNotificationSettingsAnswerKindsLine"];

/** How somebody is told what is new. */
interface Settings {
  time_zone: string;
  quiet_from: string;
  quiet_to: string;
  daily_at: string;
  push_details: boolean;
  kinds: Kind[];
}

const key = ["notification-settings"];
const zones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
const mails: Kind["mail"][] = ["at_once", "hourly", "daily", "never"];

/** How one is told what is new; what is changed here counts at once. */
export function NotificationSettings() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const saving = useSaving();
  const settings = useQuery({ queryKey: key, queryFn: () => api<Settings>("notification-settings") });
  const change = (part: Partial<Settings>) => {
    const before = settings.data;
    queries.setQueryData<Settings>(key, (old) => old && { ...old, ...part });
    void saving
      .save(async () => queries.setQueryData(key, await post<Settings>("notification-settings/update", part)))
      .then((done) => done || queries.setQueryData(key, before));
  };
  return (
    <>
      <Panel
        first
        title={t("profile.sections.notifications")}
        text={t("profile.notify.text")}
        action={
          <span className={parts.state} role="status">
            {saving.saved ? t("settings.saved") : ""}
          </span>
        }
      >
        {saving.problem && <Wrong problem={saving.problem} />}
        <Fetched query={settings}>{(data) => <Matrix settings={data} onChange={change} />}</Fetched>
      </Panel>
      <Panel title={t("profile.notify.times")} text={t("profile.notify.timesText")}>
        <Fetched query={settings}>{(data) => <Times settings={data} onChange={change} />}</Fetched>
      </Panel>
      <PushDevices details={settings.data?.push_details ?? false} onDetails={(push_details) => change({ push_details })} />
    </>
  );
}

interface Part {
  settings: Settings;
  onChange: (part: Partial<Settings>) => void;
}

function Matrix({ settings, onChange }: Part) {
  const { t } = useTranslation();
  const set = (kind: Kind, change: Partial<Kind>) =>
    onChange({ kinds: settings.kinds.map((one) => (one.kind === kind.kind ? { ...one, ...change } : one)) });
  return (
    <div className={parts.scroll}>
      <table className={`${table.table} ${classes.matrix}`}>
        <thead>
          <tr>
            <th scope="col">{t("profile.notify.kind")}</th>
            <th scope="col">{t("profile.notify.inApp")}</th>
            <th scope="col">{t("profile.notify.mail")}</th>
            <th scope="col">{t("profile.notify.push")}</th>
          </tr>
        </thead>
        <tbody>
          {settings.kinds.map((kind) => {
            const name = t(`profile.notify.kinds.${kind.kind}`);
            return (
              <tr key={kind.kind}>
                <td>{name}</td>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`${name}, ${t("profile.notify.inApp")}`}
                    checked={kind.in_app}
                    onChange={(e) => set(kind, { in_app: e.currentTarget.checked })}
                  />
                </td>
                <td>
                  <select
                    className={parts.native}
                    aria-label={`${name}, ${t("profile.notify.mail")}`}
                    value={kind.mail}
                    onChange={(e) => set(kind, { mail: e.currentTarget.value as Kind["mail"] })}
                  >
                    {mails.map((mail) => (
                      <option key={mail} value={mail}>
                        {t(`profile.notify.mails.${mail}`)}
                      </option>
                    ))}
                  </select>
                </td>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`${name}, ${t("profile.notify.push")}`}
                    checked={kind.push}
                    onChange={(e) => set(kind, { push: e.currentTarget.checked })}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Times({ settings, onChange }: Part) {
  const { t } = useTranslation();
  const quiet = settings.quiet_from !== "";
  const time = (name: "quiet_from" | "quiet_to" | "daily_at") => (
    <input
      type="time"
      className={`${parts.native} ${classes.time}`}
      aria-label={t(`profile.notify.${name}`)}
      defaultValue={settings[name]}
      key={settings[name]}
      onBlur={(e) =>
        e.currentTarget.value && e.currentTarget.value !== settings[name] && onChange({ [name]: e.currentTarget.value })
      }
    />
  );
  return (
    <div className={classes.rows}>
      <span id="n-zone">{t("profile.notify.zone")}</span>
      <Select
        aria-labelledby="n-zone"
        data={zones}
        value={settings.time_zone || "UTC"}
        onChange={(zone) => zone && onChange({ time_zone: zone })}
        searchable
        allowDeselect={false}
        limit={80}
        w={240}
      />
      <span>{t("profile.notify.daily_at")}</span>
      {time("daily_at")}
      <span id="n-quiet">{t("profile.notify.quiet")}</span>
      <Switch
        aria-labelledby="n-quiet"
        checked={quiet}
        onChange={(e) =>
          onChange(e.currentTarget.checked ? { quiet_from: "20:00", quiet_to: "07:00" } : { quiet_from: "", quiet_to: "" })
        }
      />
      {quiet && (
        <>
          <span>{t("profile.notify.between")}</span>
          <span>
            {time("quiet_from")} – {time("quiet_to")}
          </span>
        </>
      )}
    </div>
  );
}
