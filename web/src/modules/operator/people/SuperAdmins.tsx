import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import type { Known } from "../parts/api";
import { useAct, useAsked } from "../parts/data";
import { Pill } from "../parts/Pill";
import classes from "../parts/parts.module.css";
import { Sheet } from "../parts/Sheet";
import { AddSuperAdmin, Assign, MakeToken } from "./superAdminForms";

type SuperAdmin = Known<"SuperAdmin">;
type Doing = { what: "add" } | { what: "assign" | "token"; admin: SuperAdmin };

/** Those who look after some tenants, with some modules. */
export function SuperAdmins() {
  const { t } = useTranslation();
  const query = useAsked<Known<"SuperAdminPage">>("super-admins");
  const [doing, setDoing] = useState<Doing>();
  const close = () => setDoing(undefined);
  return (
    <>
      <div className={classes.toolbar}>
        <span className="muted">{t("operator.people.superAdminsHelp")}</span>
        <Button onClick={() => setDoing({ what: "add" })}>{t("operator.people.add")}</Button>
      </div>
      <Sheet
        caption={t("operator.people.superAdmins")}
        query={query}
        rows={query.data?.data ?? []}
        id={(one) => one.id}
        empty={t("operator.people.noSuperAdmins")}
        columns={[
          { key: "name", title: t("operator.col.name"), render: (one) => one.name },
          { key: "email", title: t("operator.col.email"), render: (one) => <bdi>{one.email}</bdi> },
          { key: "status", title: t("operator.col.state"), render: (one) => <Pill state={one.status} /> },
          { key: "tenants", title: t("operator.nav.tenants"), render: (one) => <Assigned admin={one} /> },
          {
            key: "actions",
            title: t("operator.col.actions"),
            silent: true,
            render: (one) => (
              <div className={classes.rowActions}>
                <Button variant="default" size="compact-xs" onClick={() => setDoing({ what: "assign", admin: one })}>
                  {t("operator.people.assign")}
                </Button>
                <Button variant="default" size="compact-xs" onClick={() => setDoing({ what: "token", admin: one })}>
                  {t("operator.makeToken")}
                </Button>
              </div>
            ),
          },
        ]}
      />
      <Modal
        opened={doing !== undefined}
        onClose={close}
        title={doing && t(`operator.people.${doing.what}Title`, { name: "admin" in doing ? doing.admin.name : "" })}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        {doing?.what === "add" && <AddSuperAdmin onClose={close} />}
        {doing?.what === "assign" && <Assign admin={doing.admin} onClose={close} />}
        {doing?.what === "token" && <MakeToken admin={doing.admin} />}
      </Modal>
    </>
  );
}

function Assigned({ admin }: { admin: SuperAdmin }) {
  const { t } = useTranslation();
  const { act, busy } = useAct({ loud: true });
  if (admin.tenants.length === 0) return <span className="muted">{t("operator.people.nobody")}</span>;
  return admin.tenants.map((tenant) => (
    <span key={tenant.id} className={classes.assigned}>
      <bdi>{tenant.slug}</bdi> <span className="muted">{tenant.modules.join(", ")}</span>
      <button
        type="button"
        disabled={busy}
        aria-label={t("operator.people.unassign", { name: admin.name, tenant: tenant.slug })}
        onClick={() => void act(`super-admins/${admin.id}/tenants/${tenant.id}`, { method: "DELETE" }, t("operator.saved"))}
      >
        ×
      </button>
    </span>
  ));
}
