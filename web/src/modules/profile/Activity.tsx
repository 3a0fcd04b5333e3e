import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "@/i18n";
import { Fetched } from "@/modules/settings/parts/Fetched";
import { Panel } from "@/modules/settings/parts/Panel";
import parts from "@/modules/settings/parts/parts.module.css";
import { instant } from "@/ui/format";
import table from "@/ui/Table.module.css";
import { deviceName } from "./device";
import { send } from "./send";

/** Something that happened at the door to one's own account. */
interface Event {
  id: string;
  at: string;
  kind: string;
  address?: string;
  country?: string;
  device?: string;
  detail?: string;
}

const alarming = new Set([
  "sign_in_failed",
  "second_factor_failed",
  "refresh_token_reused",
  "new_device",
  "new_network",
  "reset_by_operator",
]);

/** The latest hundred of what happened to one's account. */
export function Activity() {
  const { t } = useTranslation();
  const events = useQuery({ queryKey: ["my-security-events"], queryFn: () => send<{ data: Event[] }>("security-events") });
  return (
    <Panel first title={t("profile.sections.activity")} text={t("profile.activity.text")}>
      <Fetched query={events}>
        {({ data }) => (
          <div className={parts.scroll}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th scope="col">{t("profile.activity.what")}</th>
                  <th scope="col">{t("profile.activity.where")}</th>
                  <th scope="col">{t("profile.activity.when")}</th>
                </tr>
              </thead>
              <tbody>
                {data.map((event) => (
                  <tr key={event.id}>
                    <td>
                      <span className={parts.tag} data-tone={alarming.has(event.kind) ? "amber" : undefined}>
                        {t(`profile.events.${event.kind}`)}
                      </span>{" "}
                      <span className={parts.sub}>{event.detail}</span>
                    </td>
                    <td>
                      <bdi>
                        {[event.device && deviceName(event.device), event.address, event.country].filter(Boolean).join(" · ")}
                      </bdi>
                    </td>
                    <td>{instant(event.at)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Fetched>
    </Panel>
  );
}
