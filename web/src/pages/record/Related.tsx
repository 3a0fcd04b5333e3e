import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { api } from "@/api/client";
import { ProblemPanel } from "@/app/errors";
import { useSession } from "@/app/session";
import { isNumeric } from "@/forms/lines/columns";
import { plainText, Shown } from "@/forms/Shown";
import { label, useTranslation } from "@/i18n";
import { fieldOf, included, titleOf } from "@/meta/model";
import type { Entity, Field, Page, Row } from "@/meta/types";
import { Status } from "@/ui/Status";
import { PeekLink } from "./PeekLink";
import classes from "./Record.module.css";

interface Relation {
  entity: Entity;
  field: Field;
}

/** What refers to a record, by kind: the first of each here, all of them in their lists. */
export function Related({ entity, id }: { entity: Entity; id: string }) {
  const { t } = useTranslation();
  const { model } = useSession();
  const search = useSearch({ strict: false }) as Record<string, string>;
  const navigate = useNavigate();
  const relations = model.related(entity);
  const [first] = relations;
  if (!first) return null;
  const keyOf = (one: Relation) => `${one.entity.plural}.${one.field.name}`;
  const twice = (one: Relation) => relations.filter((other) => other.entity === one.entity).length > 1;
  const tab = relations.find((one) => keyOf(one) === search.tab) ?? first;
  return (
    <section className={classes.related} aria-label={t("record.related")}>
      <Tabs
        value={keyOf(tab)}
        onChange={(key) =>
          void navigate({
            to: ".",
            search: (old) => ({ ...old, tab: key === keyOf(first) ? undefined : (key ?? undefined) }),
            replace: true,
          })
        }
      >
        <Tabs.List className={classes.tabs}>
          {relations.map((one) => (
            <Tabs.Tab key={keyOf(one)} value={keyOf(one)}>
              {t(`plural.${one.entity.plural}`, { defaultValue: label(one.entity.label) })}
              {twice(one) && ` (${label(one.field.label)})`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {relations.map((one) => (
          <Tabs.Panel key={keyOf(one)} value={keyOf(one)} pt="xs">
            <RelatedRows relation={one} id={id} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}

const shown = 6;

function RelatedRows({ relation, id }: { relation: Relation; id: string }) {
  const { t } = useTranslation();
  const { entity, field } = relation;
  const columns = entity.list.filter((name) => name !== field.name).flatMap((name) => fieldOf(entity, name) ?? []);
  const names = columns.slice(0, 6);
  const include = included(
    entity,
    names.map((one) => one.name),
  ).join(",");
  const { data, error, refetch } = useQuery({
    queryKey: [entity.plural, "related", field.name, id],
    queryFn: ({ signal }) =>
      api<Page>(`${entity.plural}?${field.name}=${id}&limit=${shown}${include ? `&include=${include}` : ""}`, { signal }),
  });
  if (error) return <ProblemPanel error={error} retry={() => void refetch()} />;
  if (!data) return <div className={classes.empty} aria-busy />;
  return (
    <>
      {data.data.length === 0 ? (
        <div className={classes.empty}>{t("record.noRelated", { what: label(entity.label) })}</div>
      ) : (
        <div className={classes.wideTable}>
          <table className={classes.table}>
            <thead>
              <tr>
                {names.map((one) => (
                  <th key={one.name} scope="col" data-number={isNumeric(one) || undefined}>
                    {label(one.label)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.data.map((row) => (
                <RelatedRow key={row.id} entity={entity} row={row} columns={names} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className={classes.relatedFoot}>
        {data.next_cursor !== null && (
          <Link to="/$plural" params={{ plural: entity.plural }} search={{ [field.name]: id }}>
            {t("record.showAll")}
          </Link>
        )}
        {entity.may_create && !field.readonly && (
          <Link to="/$plural/new" params={{ plural: entity.plural }} search={{ [field.name]: id }}>
            {t("record.addRelated", { what: label(entity.label) })}
          </Link>
        )}
      </div>
    </>
  );
}

function RelatedRow({ entity, row, columns }: { entity: Entity; row: Row; columns: Field[] }) {
  return (
    <tr>
      {columns.map((field, i) => (
        <td key={field.name} data-number={isNumeric(field) || undefined}>
          {i === 0 ? (
            <PeekLink entity={entity} id={row.id}>
              <bdi>{plainText(field, row[field.name]) || titleOf(entity, row)}</bdi>
            </PeekLink>
          ) : entity.states && field.name === "status" ? (
            <Status value={String(row.status)} />
          ) : (
            <Shown field={field} value={row[field.name]} />
          )}
        </td>
      ))}
    </tr>
  );
}
