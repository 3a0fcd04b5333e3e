import { Button } from "@mantine/core";
import { IconGitCompare } from "@tabler/icons-react";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { api } from "@/api/client";
import { ProblemPanel } from "@/app/errors";
import { plainText } from "@/forms/Shown";
import { label, useTranslation } from "@/i18n";
import type { Amount, Entity, Page, Row } from "@/meta/types";
import { recordKey, recordPath } from "@/pages/record/useRecord";
import { money } from "@/ui/format";
import { Status } from "@/ui/Status";
import classes from "./Deal.module.css";
import { type Change, headChanges, lineChanges } from "./versions";

/** The versions of a quote, where there are several, and what changed from one to the other. */
export function Versions({ entity, record }: { entity: Entity; record: Row }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { compare } = useSearch({ strict: false }) as { compare?: string };
  const number = encodeURIComponent(String(record.number ?? ""));
  const { data } = useQuery({
    queryKey: [entity.plural, "versions", number, record.id, record.version],
    queryFn: ({ signal }) =>
      api<Page>(`${entity.plural}?number=${number}&sort=id&limit=50&fields=id,number,revision,status,total`, { signal }),
    enabled: !!number,
  });
  const versions = data?.data ?? [];
  const at = versions.findIndex((one) => one.id === record.id);
  if (versions.length < 2 || at < 0) return null;
  const other = versions.find((one) => one.id === compare && one.id !== record.id);
  const before = versions[at - 1] ?? versions[at + 1];
  const show = (id: string | undefined) => void navigate({ to: ".", search: (old) => ({ ...old, compare: id }), replace: true });
  return (
    <section className={classes.versions} aria-label={t("deal.versions.title")}>
      <ol>
        {versions.map((one) => (
          <li key={one.id}>
            <Link
              to="/$plural/$id"
              params={{ plural: entity.plural, id: one.id }}
              aria-current={one.id === record.id ? "page" : undefined}
            >
              <span className={classes.versionName}>{t("deal.versions.one", { number: String(one.revision) })}</span>
              <Status value={String(one.status)} />
              <span>{money(one.total as Amount)}</span>
            </Link>
          </li>
        ))}
      </ol>
      {before && (
        <Button
          variant="default"
          leftSection={<IconGitCompare size={14} />}
          aria-expanded={!!other}
          onClick={() => show(other ? undefined : before.id)}
        >
          {t("deal.versions.changes")}
        </Button>
      )}
      {other && <Comparison entity={entity} ids={inOrder(versions, record.id, other.id)} />}
    </section>
  );
}

/** Two versions, the older first. */
function inOrder(versions: Row[], one: string, other: string): [string, string] {
  const place = (id: string) => versions.findIndex((version) => version.id === id);
  return place(one) < place(other) ? [one, other] : [other, one];
}

function Comparison({ entity, ids }: { entity: Entity; ids: [string, string] }) {
  const { t } = useTranslation();
  const [older, newer] = useQueries({
    queries: ids.map((id) => ({
      queryKey: recordKey(entity, id),
      queryFn: ({ signal }: { signal: AbortSignal }) => api<Row>(recordPath(entity, id), { signal }),
    })),
  });
  const failed = older?.error ?? newer?.error;
  if (failed) return <ProblemPanel error={failed} />;
  if (!older?.data || !newer?.data) return null;
  const [before, after] = [older.data, newer.data];
  const lines = lineChanges(entity, before, after);
  const head = headChanges(entity, before, after);
  const nameOf = (version: Row) => t("deal.versions.one", { number: String(version.revision) });
  return (
    <div className={classes.comparison}>
      <h2>{t("deal.versions.between", { before: nameOf(before), after: nameOf(after) })}</h2>
      {lines.length === 0 && head.length === 0 && <p className="muted">{t("deal.versions.same")}</p>}
      <ul>
        {lines.map((line, i) => (
          <li key={`${line.kind} ${line.name} ${String(i)}`} data-kind={line.kind}>
            <span className={classes.kind}>{t(`deal.versions.${line.kind}`)}</span>
            <bdi className={classes.lineName}>{line.name}</bdi>
            <Changes changes={line.changes} />
          </li>
        ))}
        {head.length > 0 && (
          <li>
            <span className={classes.kind}>{t("deal.versions.document")}</span>
            <Changes changes={head} />
          </li>
        )}
      </ul>
    </div>
  );
}

function Changes({ changes }: { changes: Change[] }) {
  return (
    <span className={classes.changes}>
      {changes.map(({ field, before, after }) => (
        <span key={field.name}>
          {label(field.label)} <del>{plainText(field, before)}</del>
          {plainText(field, before) && plainText(field, after) && <span className={classes.arrow}>→</span>}
          <ins>{plainText(field, after)}</ins>
        </span>
      ))}
    </span>
  );
}
