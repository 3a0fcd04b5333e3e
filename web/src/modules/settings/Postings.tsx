import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Page } from "@/meta/types";
import table from "@/ui/Table.module.css";
import { Fetched } from "./parts/Fetched";
import { Panel } from "./parts/Panel";
import parts from "./parts/parts.module.css";
import { useSaving } from "./parts/useSaving";
import { Wrong } from "./parts/Wrong";

type Posting = Schemas["CommunicationsPosting"];

const modes = ["send", "hold", "off"] as const;

/** Which letters to clients are sent by themselves, held until somebody has looked, or not written. */
export function Postings() {
  const { t } = useTranslation();
  const { model } = useSession();
  const kinds = model.named("communications.posting")?.fields.find((field) => field.name === "kind")?.choices ?? [];
  const postings = useQuery({ queryKey: ["postings"], queryFn: () => api<Page<Posting>>("postings?limit=100") });
  return (
    <>
      <Panel first title={t("settings.parts.postings")} text={t("settings.postings.text")}>
        <Fetched query={postings}>
          {({ data }) => (
            <table className={table.table}>
              <tbody>
                {kinds.map((kind) => (
                  <KindRow key={kind} kind={kind} posting={data.find((one) => one.kind === kind)} />
                ))}
              </tbody>
            </table>
          )}
        </Fetched>
      </Panel>
      <Held />
    </>
  );
}

function KindRow({ kind, posting }: { kind: string; posting?: Posting }) {
  const { t } = useTranslation();
  const { model } = useSession();
  const queries = useQueryClient();
  const saving = useSaving();
  const entity = model.named("communications.posting");
  const name = t(`settings.kinds.${kind}`);
  const choose = (mode: string) =>
    void saving.save(async () => {
      if (!posting) await post("postings", { kind, mode });
      else if (mode) await api(`postings/${posting.id}`, { method: "PATCH", body: { mode }, version: posting.version });
      else await api(`postings/${posting.id}`, { method: "DELETE", version: posting.version });
      await queries.invalidateQueries({ queryKey: ["postings"] });
    });
  return (
    <tr>
      <td className={kind === "all" ? parts.name : undefined}>{name}</td>
      <td>
        <select
          className={parts.native}
          aria-label={name}
          value={posting?.mode ?? ""}
          onChange={(e) => choose(e.currentTarget.value)}
          disabled={saving.busy || !(posting ? entity?.may_update : entity?.may_create)}
        >
          <option value="">{t(kind === "all" ? "settings.postings.usual" : "settings.postings.asAll")}</option>
          {modes.map((mode) => (
            <option key={mode} value={mode}>
              {t(`settings.postings.${mode}`)}
            </option>
          ))}
        </select>
      </td>
      <td className={parts.sub} role="status">
        {saving.problem?.message ?? (saving.saved ? t("settings.saved") : "")}
      </td>
    </tr>
  );
}

/** Letters that are held: to be sent, or given up. */
function Held() {
  const { t } = useTranslation();
  const { may } = useSession();
  const queries = useQueryClient();
  const saving = useSaving();
  const held = useQuery({
    queryKey: ["messages", "held"],
    queryFn: () => api<Page & { count?: number }>("messages?status=held&limit=1&count=bounded&fields=id"),
  });
  const count = held.data?.count ?? 0;
  const act = (verb: "release" | "discard") =>
    void saving.save(async () => {
      await post(`messages/${verb}`, {});
      await queries.invalidateQueries({ queryKey: ["messages"] });
    });
  return (
    <Panel
      title={t("settings.postings.held")}
      text={
        <Link to="/$plural" params={{ plural: "messages" }} search={{ status: "held" }}>
          {t("settings.postings.heldCount", { count })}
        </Link>
      }
      action={
        count > 0 &&
        may("communications.message.release") && (
          <>
            <Button variant="default" loading={saving.busy} onClick={() => act("release")}>
              {t("settings.postings.release")}
            </Button>{" "}
            <Button variant="subtle" color="red" disabled={saving.busy} onClick={() => act("discard")}>
              {t("settings.postings.discard")}
            </Button>
          </>
        )
      }
    >
      {saving.problem && <Wrong problem={saving.problem} />}
    </Panel>
  );
}
