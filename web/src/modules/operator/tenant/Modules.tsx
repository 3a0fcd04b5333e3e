import { Switch } from "@mantine/core";
import { label, useTranslation } from "@/i18n";
import type { Known } from "../parts/api";
import { useAct, useAsked } from "../parts/data";
import classes from "../parts/parts.module.css";
import { Sheet } from "../parts/Sheet";

/** The modules that a tenant has, each of which can be switched off. */
export function Modules({ client }: { client: Known<"Client"> }) {
  const { t } = useTranslation();
  const query = useAsked<Known<"ModulePage">>("modules");
  const { act, busy } = useAct({ loud: true });
  const turn = (module: Known<"Module">, on: boolean) =>
    void act(
      `clients/${client.id}`,
      { method: "PUT", body: { modules: { [module.name]: on }, version: client.version } },
      t(on ? "operator.moduleOn" : "operator.moduleOff", { module: label(module.label) }),
    );
  return (
    <Sheet
      caption={t("operator.tab.modules")}
      query={query}
      rows={query.data?.data ?? []}
      id={(module) => module.name}
      empty={t("operator.noneMatch")}
      columns={[
        { key: "label", title: t("operator.col.name"), render: (module) => label(module.label) },
        { key: "name", title: t("operator.col.slug"), render: (module) => <bdi className={classes.code}>{module.name}</bdi> },
        {
          key: "on",
          title: t("operator.col.state"),
          end: true,
          render: (module) => (
            <Switch
              checked={client.modules.includes(module.name)}
              disabled={busy}
              onChange={(e) => turn(module, e.currentTarget.checked)}
              aria-label={label(module.label)}
              display="inline-flex"
            />
          ),
        },
      ]}
    />
  );
}
