import { Button, Group, Modal, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "@/i18n";
import { Authenticator } from "@/modules/door/Authenticator";
import { addPasskey } from "@/modules/door/passkeys";
import { RecoveryCodes } from "@/modules/door/RecoveryCodes";
import { knowsPasskeys, wasGivenUp } from "@/modules/door/webauthn";
import { Fetched } from "@/modules/settings/parts/Fetched";
import { Panel } from "@/modules/settings/parts/Panel";
import parts from "@/modules/settings/parts/parts.module.css";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { Wrong } from "@/modules/settings/parts/Wrong";
import { ago, instant } from "@/ui/format";
import table from "@/ui/Table.module.css";
import { AddPhone } from "./AddPhone";
import { send } from "./send";
import { usePasswordGate } from "./usePasswordGate";

/** A passkey or a telephone of one's own. */
interface Factor {
  id: string;
  kind: "passkey" | "phone";
  name: string;
  number?: string;
  backed_up: boolean;
  created_at: string;
  last_used_at?: string;
}

/** What somebody has for their second step. */
interface Owned {
  data: Factor[];
  authenticator: boolean;
  recovery_codes: number;
}

type Dialogue = "totp" | "totp-remove" | "phone" | "passkey" | { codes: string[] };

/** What is asked for besides the password, and the codes for when it is lost. */
export function SecondFactors() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const factors = useQuery({ queryKey: ["factors"], queryFn: () => send<Owned>("factors") });
  const [open, setOpen] = useState<Dialogue>();
  const gate = usePasswordGate();
  const saving = useSaving();
  const codes = factors.data?.recovery_codes;
  const close = () => setOpen(undefined);
  const again = () => queries.invalidateQueries({ queryKey: ["factors"] });
  const added = (codes: string[]) => {
    setOpen(codes.length > 0 ? { codes } : undefined);
    void again();
  };
  const guarded = (step: (password?: string) => Promise<void>) =>
    void saving.save(() =>
      gate.take(step).catch((thrown: unknown) => {
        if (!wasGivenUp(thrown)) throw thrown;
      }),
    );
  const remove = (factor: Factor) =>
    guarded(async (password) => {
      await send(`factors/${factor.id}/remove`, { password });
      await again();
    });
  const renew = () =>
    guarded(async (password) => {
      const { codes } = await send<{ codes: string[] | null }>("recovery-codes/renew", { password });
      setOpen({ codes: codes ?? [] });
      await again();
    });
  return (
    <>
      {gate.dialogue}
      <Panel title={t("profile.factors.title")} text={t("profile.factors.text")}>
        {saving.problem && <Wrong problem={saving.problem} />}
        <Fetched query={factors}>
          {({ data, authenticator }) => (
            <Factors factors={data} authenticator={authenticator} onRemove={remove} onRemoveTotp={() => setOpen("totp-remove")} />
          )}
        </Fetched>
        <Group gap="xs" mt="sm">
          {knowsPasskeys() && (
            <Button variant="default" onClick={() => setOpen("passkey")}>
              {t("profile.factors.addPasskey")}
            </Button>
          )}
          {factors.data?.authenticator === false && (
            <Button variant="default" onClick={() => setOpen("totp")}>
              {t("profile.factors.addTotp")}
            </Button>
          )}
          <Button variant="default" onClick={() => setOpen("phone")}>
            {t("profile.factors.addPhone")}
          </Button>
        </Group>
      </Panel>
      <Panel
        title={t("door.codes.title")}
        text={
          <>
            {t("profile.factors.codesText")}{" "}
            {codes !== undefined && <strong>{t("profile.factors.codesLeft", { count: codes })}</strong>}
          </>
        }
        action={
          <Button variant="default" onClick={renew}>
            {t("profile.factors.renew")}
          </Button>
        }
      />
      <Modal
        opened={!!open}
        onClose={close}
        title={t(typeof open === "object" ? "door.codes.title" : `profile.factors.dialogue.${open ?? "totp"}`)}
        closeButtonProps={{ "aria-label": t("app.close") }}
        closeOnClickOutside={typeof open !== "object"}
      >
        {open === "totp" && <Authenticator send={send} onDone={added} />}
        {open === "totp-remove" && <RemoveTotp onDone={() => added([])} />}
        {open === "phone" && <AddPhone gate={gate.take} onDone={added} />}
        {open === "passkey" && <AddPasskey gate={gate.take} onDone={added} />}
        {typeof open === "object" && <RecoveryCodes codes={open.codes} onDone={close} />}
      </Modal>
    </>
  );
}

interface FactorsProps {
  factors: Factor[];
  authenticator: boolean;
  onRemove: (factor: Factor) => void;
  onRemoveTotp: () => void;
}

function Factors({ factors, authenticator, onRemove, onRemoveTotp }: FactorsProps) {
  const { t } = useTranslation();
  if (factors.length === 0 && !authenticator) return <div className={parts.empty}>{t("profile.factors.none")}</div>;
  return (
    <table className={table.table}>
      <tbody>
        {authenticator && (
          <tr>
            <td>
              <div className={parts.name}>{t("profile.factors.dialogue.totp")}</div>
              <div className={parts.sub}>{t("profile.factors.totpText")}</div>
            </td>
            <td className={parts.actions}>
              <Button
                variant="subtle"
                color="red"
                size="compact-xs"
                aria-label={t("profile.factors.removeTotp")}
                onClick={onRemoveTotp}
              >
                {t("profile.remove")}
              </Button>
            </td>
          </tr>
        )}
        {factors.map((factor) => (
          <tr key={factor.id}>
            <td>
              <div className={parts.name}>{factor.name || <bdi>{factor.number}</bdi>}</div>
              <div className={parts.sub}>
                {t(`profile.factors.${factor.kind}`)} · {t("profile.factors.made", { at: instant(factor.created_at) })}
                {factor.last_used_at && ` · ${t("profile.factors.used", { ago: ago(factor.last_used_at) })}`}
              </div>
            </td>
            <td className={parts.actions}>
              <Button variant="subtle" color="red" size="compact-xs" onClick={() => onRemove(factor)}>
                {t("profile.remove")}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function AddPasskey({
  gate,
  onDone,
}: {
  gate: (step: (password?: string) => Promise<void>) => Promise<void>;
  onDone: (codes: string[]) => void;
}) {
  const { t } = useTranslation();
  const saving = useSaving();
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name"));
    void saving.save(() => gate(async (password) => onDone(await addPasskey(send, name, password))));
  };
  return (
    <form onSubmit={add} className={parts.form}>
      {saving.problem && <Wrong problem={saving.problem} />}
      <TextInput
        className={parts.wide}
        name="name"
        label={t("profile.factors.passkeyName")}
        description={t("profile.factors.passkeyHelp")}
        maxLength={100}
        required
        withAsterisk={false}
        data-autofocus
      />
      <Button type="submit" loading={saving.busy}>
        {t("profile.factors.makePasskey")}
      </Button>
    </form>
  );
}

function RemoveTotp({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const saving = useSaving();
  const remove = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code")).replace(/\s/g, "");
    if (await saving.save(() => send("totp/remove", { code }))) onDone();
  };
  return (
    <form onSubmit={remove} className={parts.form}>
      {saving.problem && <Wrong problem={saving.problem} />}
      <TextInput
        className={parts.wide}
        name="code"
        label={t("door.totp.code")}
        inputMode="numeric"
        autoComplete="one-time-code"
        dir="ltr"
        required
        withAsterisk={false}
        data-autofocus
      />
      <Button type="submit" color="red" loading={saving.busy}>
        {t("profile.remove")}
      </Button>
    </form>
  );
}
