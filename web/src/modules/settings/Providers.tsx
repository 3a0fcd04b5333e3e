import { Button, Modal, PasswordInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api, post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Page } from "@/meta/types";
import { instant } from "@/ui/format";
import table from "@/ui/Table.module.css";
import { Fetched } from "./parts/Fetched";
import { Foot } from "./parts/Foot";
import { Panel } from "./parts/Panel";
import parts from "./parts/parts.module.css";
import { useSaving } from "./parts/useSaving";

type Provider = Schemas["SigninProvider"];

/** By whom people sign in instead of with a password. */
export function Providers() {
  const { t } = useTranslation();
  const { may } = useSession();
  const [open, setOpen] = useState<Provider>();
  const providers = useQuery({ queryKey: ["providers"], queryFn: () => api<Page<Provider>>("providers?limit=100") });
  const edits = may("signin.provider.edit");
  return (
    <Panel
      first
      title={t("settings.parts.providers")}
      text={t("settings.providers.text", { address: `${location.origin}/api/auth/oidc/callback` })}
      action={
        edits && (
          <Button renderRoot={(props) => <Link to="/$plural/new" params={{ plural: "providers" }} {...props} />}>
            {t("settings.providers.create")}
          </Button>
        )
      }
    >
      <Fetched query={providers}>
        {({ data }) =>
          data.length === 0 ? (
            <div className={parts.empty}>{t("settings.providers.none")}</div>
          ) : (
            <table className={table.table}>
              <tbody>
                {data.map((provider) => (
                  <tr key={provider.id}>
                    <td>
                      <Link to="/$plural/$id" params={{ plural: "providers", id: provider.id }} className={parts.name}>
                        {provider.name}
                      </Link>
                      <div className={parts.sub}>
                        <bdi>{provider.issuer}</bdi>
                      </div>
                    </td>
                    <td>
                      <span className={parts.tag} data-tone={provider.active ? "green" : undefined}>
                        {t(provider.active ? "settings.on" : "settings.off")}
                      </span>
                    </td>
                    <td className={parts.sub}>
                      {provider.secret_set_at
                        ? t("settings.providers.secretSet", { at: instant(provider.secret_set_at) })
                        : t("settings.providers.noSecret")}
                    </td>
                    <td className={parts.actions}>
                      {edits && (
                        <Button variant="default" size="compact-xs" onClick={() => setOpen(provider)}>
                          {t("settings.providers.setSecret")}
                        </Button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Fetched>
      <Modal
        opened={!!open}
        onClose={() => setOpen(undefined)}
        title={t("settings.providers.setSecret")}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        {open && <SetSecret provider={open} onDone={() => setOpen(undefined)} />}
      </Modal>
    </Panel>
  );
}

function SetSecret({ provider, onDone }: { provider: Provider; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const saving = useSaving();
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const secret = new FormData(event.currentTarget).get("secret");
    const done = await saving.save(async () => {
      await post(`providers/${provider.id}/secret`, { secret });
      await queries.invalidateQueries({ queryKey: ["providers"] });
    });
    if (done) onDone();
  };
  return (
    <form className={parts.form} onSubmit={save}>
      <PasswordInput
        className={parts.wide}
        name="secret"
        visibilityToggleButtonProps={{ "aria-label": t("door.showPassword") }}
        label={t("settings.providers.secret")}
        description={t("settings.providers.secretHelp")}
        autoComplete="off"
        data-autofocus
      />
      <Foot saving={saving} />
    </form>
  );
}
