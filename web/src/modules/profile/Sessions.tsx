import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { signOut, useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Page } from "@/meta/types";
import { Fetched } from "@/modules/settings/parts/Fetched";
import { Panel } from "@/modules/settings/parts/Panel";
import parts from "@/modules/settings/parts/parts.module.css";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { Wrong } from "@/modules/settings/parts/Wrong";
import { ago, instant } from "@/ui/format";
import table from "@/ui/Table.module.css";
import { deviceName } from "./device";

type Signed = Schemas["SigninSession"];

/** Where one is signed in. */
export function Sessions() {
  const { t } = useTranslation();
  const { me } = useSession();
  const queries = useQueryClient();
  const saving = useSaving();
  const sessions = useQuery({
    queryKey: ["sessions", "mine"],
    queryFn: () => api<Page<Signed>>(`sessions?status=active&owner=${me.user.id}&limit=100`),
  });
  const end = (some: Signed[]) =>
    void saving.save(async () => {
      await Promise.all(some.map((one) => post(`sessions/${one.id}/revoke`, {}, { version: one.version })));
      await queries.invalidateQueries({ queryKey: ["sessions"] });
    });
  const here = sessions.data?.data.find((one) => one.id === me.session);
  const others = (sessions.data?.data ?? []).filter((one) => one !== here);
  return (
    <Panel
      first
      title={t("profile.sections.sessions")}
      text={t("profile.sessions.text")}
      action={
        <Button variant="default" disabled={others.length === 0} loading={saving.busy} onClick={() => end(others)}>
          {t("profile.sessions.endOthers")}
        </Button>
      }
    >
      {saving.problem && <Wrong problem={saving.problem} />}
      <Fetched query={sessions}>
        {() => (
          <table className={table.table}>
            <tbody>
              {[...(here ? [here] : []), ...others].map((one) => (
                <tr key={one.id}>
                  <td>
                    <div className={parts.name}>
                      <bdi>{deviceName(one.device)}</bdi>{" "}
                      {one === here && (
                        <span className={parts.tag} data-tone="green">
                          {t("profile.sessions.this")}
                        </span>
                      )}
                    </div>
                    <div className={parts.sub}>
                      <bdi>{one.address}</bdi> · {t("profile.sessions.since", { at: instant(one.created_at) })}
                      {one.last_seen_at && one !== here && ` · ${t("profile.sessions.seen", { ago: ago(one.last_seen_at) })}`}
                    </div>
                  </td>
                  <td className={parts.actions}>
                    <Button
                      variant="subtle"
                      color="red"
                      size="compact-xs"
                      onClick={() => (one === here ? void signOut() : end([one]))}
                    >
                      {t(one === here ? "account.signOut" : "profile.sessions.end")}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Fetched>
    </Panel>
  );
}
