import { useState } from "react";
import { choice, label, useTranslation } from "@/i18n";
import type { Model } from "@/meta/model";
import { follows, type Grant, granted, type Reach, reaches, withGrant } from "./grants";
import parts from "./parts/parts.module.css";
import classes from "./settings.module.css";
import type { Role } from "./useRoles";

interface Props {
  title: string;
  permissions: string[];
  roles: Role[];
  model: Model;
  grantsOf: (role: Role) => Grant[];
  fixed: boolean;
  onChange: (role: Role, grants: Grant[]) => void;
}

/** The permissions of one module against the roles; drawn when it is opened. */
export function ModuleMatrix({ title, permissions, roles, model, grantsOf, fixed, onChange }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary className={classes.module}>{title}</summary>
      {open && (
        <div className={parts.scroll}>
          <table className={classes.matrix}>
            <thead>
              <tr>
                <td />
                {roles.map((role) => (
                  <th key={role.id} scope="col">
                    {role.title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {permissions.map((permission) => (
                <tr key={permission}>
                  <th scope="row" title={permission}>
                    <PermissionName permission={permission} model={model} />
                  </th>
                  {roles.map((role) => (
                    <td key={role.id}>
                      <Cell
                        role={role}
                        permission={permission}
                        model={model}
                        grants={grantsOf(role)}
                        fixed={fixed}
                        onChange={onChange}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

/** "sales.order.confirm" as people read it: Order, Confirm. */
export function permissionName(permission: string, model: Model): [what: string, verb: string] {
  const [module, name = "", ...verb] = permission.split(".");
  const entity = model.named(`${module}.${name}`);
  return [entity ? label(entity.label) : choice(name), label(choice(verb.join(" ")))];
}

function PermissionName({ permission, model }: { permission: string; model: Model }) {
  const { t } = useTranslation();
  if (permission.endsWith(".*")) return <strong>{t("settings.roles.everything")}</strong>;
  const [what, verb] = permissionName(permission, model);
  return (
    <>
      {what} <span className="muted">{verb}</span>
    </>
  );
}

interface CellProps {
  role: Role;
  permission: string;
  model: Model;
  grants: Grant[];
  fixed: boolean;
  onChange: Props["onChange"];
}

function Cell({ role, permission, model, grants, fixed, onChange }: CellProps) {
  const { t } = useTranslation();
  const wider = follows(grants, permission);
  const reach = granted(grants, permission);
  const name = permission.endsWith(".*") ? t("settings.roles.everything") : permissionName(permission, model).join(" ");
  if (wider && !reach) {
    return <span className={classes.by}>✓ {t(`settings.reach.${wider.reach}`)}</span>;
  }
  return (
    <select
      className={parts.native}
      aria-label={`${role.title}: ${name}`}
      value={reach ?? ""}
      data-none={!reach || undefined}
      data-changed={granted(role.grants, permission) !== reach || undefined}
      disabled={fixed}
      onChange={(e) => onChange(role, withGrant(grants, permission, (e.currentTarget.value || undefined) as Reach | undefined))}
    >
      <option value="">–</option>
      {reaches.map((one) => (
        <option key={one} value={one}>
          {t(`settings.reach.${one}`)}
        </option>
      ))}
    </select>
  );
}
