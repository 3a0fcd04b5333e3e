import { Select } from "@mantine/core";
import { useState } from "react";
import { useSession } from "@/app/session";
import { choice, label, useTranslation } from "@/i18n";
import table from "@/ui/Table.module.css";
import { sightOf } from "./grants";
import parts from "./parts/parts.module.css";
import type { Role } from "./useRoles";

/** Shows which pages and buttons somebody with one role, and no other, would have. */
export function RoleView({ roles }: { roles: Role[] }) {
  const { t } = useTranslation();
  const { model, meta } = useSession();
  const [id, setId] = useState(roles[0]?.id ?? null);
  const role = roles.find((one) => one.id === id);
  const sights = sightOf(model.entities, role?.grants ?? []);
  return (
    <>
      <Select
        label={t("settings.roles.viewAs")}
        data={roles.map((one) => ({ value: one.id, label: one.title }))}
        value={id}
        onChange={setId}
        allowDeselect={false}
        maw={260}
        mb="sm"
      />
      {sights.length === 0 && <div className={parts.empty}>{t("settings.roles.seesNothing")}</div>}
      <table className={table.table}>
        <tbody>
          {meta.modules.map((module) => {
            const seen = sights.filter((sight) => sight.entity.module === module.name);
            return seen.map((sight, at) => (
              <tr key={sight.entity.name}>
                <td className={parts.sub}>{at === 0 && label(module.label)}</td>
                <td className={parts.name}>{label(sight.entity.label)}</td>
                <td>
                  {[
                    sight.create ? t("settings.roles.creates") : t("settings.roles.reads"),
                    ...sight.verbs.map((verb) => label(choice(verb))),
                  ].join(" · ")}
                </td>
              </tr>
            ));
          })}
        </tbody>
      </table>
    </>
  );
}
