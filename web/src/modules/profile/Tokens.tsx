import { Button, Modal, MultiSelect, Select, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Page } from "@/meta/types";
import { Fetched } from "@/modules/settings/parts/Fetched";
import { Foot } from "@/modules/settings/parts/Foot";
import { Panel } from "@/modules/settings/parts/Panel";
import parts from "@/modules/settings/parts/parts.module.css";
import { SecretOnce } from "@/modules/settings/parts/SecretOnce";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { ago, day } from "@/ui/format";
import table from "@/ui/Table.module.css";

type Token = Schemas["IdentityToken"];

/** Keys with which programs act for somebody. */
export function Tokens() {
  const { t } = useTranslation();
  const { me, may } = useSession();
  const queries = useQueryClient();
  const saving = useSaving();
  const [issuing, setIssuing] = useState(false);
  const [secret, setSecret] = useState("");
  const tokens = useQuery({
    queryKey: ["tokens", "mine"],
    queryFn: () => api<Page<Token>>(`tokens?status=active&user=${me.user.id}&limit=100`),
    enabled: may("identity.token.read"),
  });
  const refresh = () => queries.invalidateQueries({ queryKey: ["tokens"] });
  const revoke = (token: Token) =>
    void saving.save(async () => {
      await post(`tokens/${token.id}/revoke`, {}, { version: token.version });
      await refresh();
    });
  const issued = (told: string) => {
    setSecret(told);
    setIssuing(false);
    void refresh();
  };
  if (!may("identity.token.issue"))
    return <Panel first title={t("profile.sections.tokens")} text={t("profile.tokens.forbidden")} />;
  return (
    <Panel
      first
      title={t("profile.sections.tokens")}
      text={t("profile.tokens.text")}
      action={<Button onClick={() => setIssuing(true)}>{t("profile.tokens.issue")}</Button>}
    >
      {secret && <SecretOnce secret={secret} onDone={() => setSecret("")} />}
      <Fetched query={tokens}>{({ data }) => <List tokens={data} onRevoke={revoke} />}</Fetched>
      <Modal
        opened={issuing}
        onClose={() => setIssuing(false)}
        title={t("profile.tokens.issue")}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        <Issue onIssued={issued} />
      </Modal>
    </Panel>
  );
}

function List({ tokens, onRevoke }: { tokens: Token[]; onRevoke: (token: Token) => void }) {
  const { t } = useTranslation();
  if (tokens.length === 0) return <div className={parts.empty}>{t("profile.tokens.none")}</div>;
  return (
    <table className={table.table}>
      <tbody>
        {tokens.map((token) => (
          <tr key={token.id}>
            <td>
              <div className={parts.name}>{token.name}</div>
              <div className={parts.sub}>
                <bdi>{token.prefix}…</bdi> · {token.scopes.length > 0 ? token.scopes.join(", ") : t("profile.tokens.everything")}
              </div>
            </td>
            <td className={parts.sub}>
              {token.last_used_at ? t("profile.factors.used", { ago: ago(token.last_used_at) }) : t("profile.tokens.unused")}
            </td>
            <td className={parts.sub}>
              {token.expires_at
                ? t("profile.tokens.until", { day: day(token.expires_at.slice(0, 10)) })
                : t("profile.tokens.forever")}
            </td>
            <td className={parts.actions}>
              <Button variant="subtle" color="red" size="compact-xs" onClick={() => onRevoke(token)}>
                {t("profile.tokens.revoke")}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Issue({ onIssued }: { onIssued: (secret: string) => void }) {
  const { t } = useTranslation();
  const saving = useSaving();
  const [scopes, setScopes] = useState<string[]>([]);
  const [days, setDays] = useState<string | null>("90");
  const held = useQuery({
    queryKey: ["meta", "permissions"],
    queryFn: () => api<{ data: { name: string }[] }>("meta/permissions"),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const issue = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get("name");
    const expires_at = days ? new Date(Date.now() + Number(days) * 86_400_000).toISOString() : null;
    void saving.save(async () => {
      const { secret } = await post<{ secret: string }>("tokens/issue", { name, scopes, expires_at });
      onIssued(secret);
    });
  };
  return (
    <form onSubmit={issue} className={parts.form}>
      <TextInput
        className={parts.wide}
        name="name"
        label={t("profile.tokens.name")}
        required
        withAsterisk={false}
        maxLength={100}
        data-autofocus
        error={saving.problem?.at("/name")}
      />
      <Select
        className={parts.wide}
        label={t("profile.tokens.expires")}
        data={["30", "90", "365"].map((value) => ({ value, label: t("profile.tokens.days", { count: Number(value) }) }))}
        placeholder={t("profile.tokens.forever")}
        value={days}
        onChange={setDays}
        clearable
        clearButtonProps={{ "aria-label": t("profile.tokens.forever") }}
      />
      <MultiSelect
        className={parts.wide}
        label={t("profile.tokens.scopes")}
        description={t("profile.tokens.scopesHelp")}
        data={(held.data?.data ?? []).map((one) => one.name)}
        value={scopes}
        onChange={setScopes}
        searchable
        maxDropdownHeight={240}
        limit={60}
      />
      <Foot saving={saving} beside={["/name"]} label={t("profile.tokens.issue")} />
    </form>
  );
}
