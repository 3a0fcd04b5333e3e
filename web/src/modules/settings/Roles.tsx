import { Button, SegmentedControl } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import { label, useTranslation } from "@/i18n";
import { byModule, type Grant, sameGrants } from "./grants";
import { ModuleMatrix } from "./ModuleMatrix";
import { Fetched } from "./parts/Fetched";
import { Panel } from "./parts/Panel";
import { useSaving } from "./parts/useSaving";
import { Wrong } from "./parts/Wrong";
import { RoleView } from "./RoleView";
import classes from "./settings.module.css";
import { type Role, usePermissions, useRoles } from "./useRoles";

/** The roles, and what each lets people do. */
export function Roles() {
  const { t } = useTranslation();
  const { may } = useSession();
  const roles = useRoles();
  const [mode, setMode] = useState("matrix");
  return (
    <Panel
      first
      title={t("settings.parts.roles")}
      text={t("settings.roles.text")}
      action={
        may("identity.role.edit") && (
          <Button renderRoot={(props) => <Link to="/$plural/new" params={{ plural: "roles" }} {...props} />}>
            {t("settings.roles.create")}
          </Button>
        )
      }
    >
      <SegmentedControl
        size="xs"
        mb="sm"
        aria-label={t("settings.roles.mode")}
        data={["matrix", "view"].map((value) => ({ value, label: t(`settings.roles.${value}`) }))}
        value={mode}
        onChange={setMode}
      />
      <Fetched query={roles}>{(data) => (mode === "view" ? <RoleView roles={data} /> : <Matrix roles={data} />)}</Fetched>
    </Panel>
  );
}

/** Permissions against roles; what is changed waits for its button. */
function Matrix({ roles }: { roles: Role[] }) {
  const { t } = useTranslation();
  const { model, may, meta } = useSession();
  const queries = useQueryClient();
  const saving = useSaving();
  const permissions = usePermissions();
  const [drafts, setDrafts] = useState<Record<string, Grant[]>>({});
  const grantsOf = (role: Role): Grant[] => drafts[role.id] ?? role.grants;
  const changed = roles.filter((role) => !sameGrants(role.grants, grantsOf(role)));
  const save = () =>
    void saving.save(async () => {
      for (const role of changed) {
        const grants = grantsOf(role).map(({ permission, reach }) => ({ permission, reach }));
        await api(`roles/${role.id}`, { method: "PATCH", body: { grants }, version: role.version });
      }
      await queries.invalidateQueries({ queryKey: ["roles"] });
      setDrafts({});
    });
  return (
    <Fetched query={permissions}>
      {({ data }) => (
        <>
          {[...byModule(data.map((one) => one.name))].map(([module, names]) => (
            <ModuleMatrix
              key={module}
              title={label(meta.modules.find((one) => one.name === module)?.label) || module}
              permissions={[`${module}.*`, ...names]}
              roles={roles}
              model={model}
              grantsOf={grantsOf}
              fixed={!may("identity.role.edit")}
              onChange={(role, grants) => setDrafts((old) => ({ ...old, [role.id]: grants }))}
            />
          ))}
          {saving.problem && <Wrong problem={saving.problem} />}
          {changed.length > 0 && (
            <div className={classes.bar} role="status">
              <span>{t("settings.roles.changed", { roles: changed.map((role) => role.title).join(", ") })}</span>
              <Button loading={saving.busy} onClick={save}>
                {t("app.save")}
              </Button>
              <Button variant="default" onClick={() => setDrafts({})}>
                {t("settings.discard")}
              </Button>
            </div>
          )}
        </>
      )}
    </Fetched>
  );
}
