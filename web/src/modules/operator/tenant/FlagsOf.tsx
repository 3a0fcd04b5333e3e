import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import type { Known } from "../parts/api";
import { Confirm } from "../parts/Confirm";
import { useAct, useAsked } from "../parts/data";
import { Pill } from "../parts/Pill";
import classes from "../parts/parts.module.css";
import { Sheet } from "../parts/Sheet";

interface Deciding {
  flag: string;
  enabled: boolean;
}

/** What was decided about flags for one tenant. */
export function FlagsOf({ client }: { client: Known<"Client"> }) {
  const { t } = useTranslation();
  const query = useAsked<Known<"FlagPage">>("flags");
  const { act, busy, problem } = useAct();
  const [deciding, setDeciding] = useState<Deciding>();
  const pathOf = (flag: string) => `clients/${client.id}/flags/${encodeURIComponent(flag)}`;
  const decide = async ({ flag, enabled }: Deciding, reason: string) => {
    if (await act(pathOf(flag), { method: "PUT", body: { enabled, reason } }, t("operator.saved"))) setDeciding(undefined);
  };
  const decisionOf = (flag: Known<"Flag">) => flag.tenants.find((one) => one.id === client.id);
  return (
    <>
      <Sheet
        caption={t("operator.tab.flags")}
        query={query}
        rows={query.data?.data ?? []}
        id={(flag) => flag.name}
        empty={t("operator.noFlags")}
        columns={[
          { key: "name", title: t("operator.col.name"), render: (flag) => <bdi className={classes.code}>{flag.name}</bdi> },
          { key: "help", title: t("operator.col.about"), render: (flag) => flag.help },
          { key: "all", title: t("operator.forAll"), render: (flag) => <Pill state={flag.enabled ? "on" : "off"} /> },
          {
            key: "own",
            title: t("operator.forTenant"),
            render: (flag) => {
              const own = decisionOf(flag);
              return own ? <Pill state={own.enabled ? "on" : "off"} /> : <span className="muted">{t("operator.asForAll")}</span>;
            },
          },
          {
            key: "actions",
            title: t("operator.col.actions"),
            silent: true,
            render: (flag) => (
              <div className={classes.rowActions}>
                {[true, false].map((enabled) => (
                  <Button
                    key={String(enabled)}
                    variant="default"
                    size="compact-xs"
                    disabled={decisionOf(flag)?.enabled === enabled}
                    onClick={() => setDeciding({ flag: flag.name, enabled })}
                  >
                    {t(enabled ? "operator.turnOn" : "operator.turnOff")}
                  </Button>
                ))}
                {decisionOf(flag) && (
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    onClick={() => void act(pathOf(flag.name), { method: "DELETE" }, t("operator.saved"))}
                  >
                    {t("operator.followAll")}
                  </Button>
                )}
              </div>
            ),
          },
        ]}
      />
      {deciding && (
        <Confirm
          opened
          reason
          title={t(deciding.enabled ? "operator.flagOnFor" : "operator.flagOffFor", { flag: deciding.flag, name: client.name })}
          verb={t(deciding.enabled ? "operator.turnOn" : "operator.turnOff")}
          busy={busy}
          problem={problem}
          onClose={() => setDeciding(undefined)}
          onConfirm={(reason) => void decide(deciding, reason)}
        >
          {t("operator.flagForMeans")}
        </Confirm>
      )}
    </>
  );
}
