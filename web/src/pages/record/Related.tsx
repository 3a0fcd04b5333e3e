import { Button, Menu, Tabs, UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { api } from "@/api/client";
import { ProblemPanel } from "@/app/errors";
import { useSession } from "@/app/session";
import { isNumeric } from "@/forms/lines/columns";
import { plainText, Shown } from "@/forms/Shown";
import { currentLanguage, label, say, useTranslation } from "@/i18n";
import { fieldOf, included, titleOf } from "@/meta/model";
import type { Entity, Field, Page, Row } from "@/meta/types";
import { factsOf } from "@/pages/list/facts";
import { useSummary } from "@/pages/list/rows";
import { countOf, footOf } from "@/pages/list/sums";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import { PeekLink, useRoomToPeek } from "./PeekLink";
import classes from "./Record.module.css";

/** By which field other records refer to one. */
export interface Relation {
  entity: Entity;
  field: Field;
}

interface Props {
  entity: Entity;
  id: string;
  /** The entities that are shown elsewhere. */
  without?: ReadonlySet<string>;
  /** The name that the open tab has in the address. */
  param?: string;
}

/** How many kinds have tabs; what else refers to a record is found in a menu beside them. */
const near = 8;

/** What refers to a record, by kind: the first of each here, all of them in their lists. */
export function Related({ entity, id, without, param = "tab" }: Props) {
  const { t } = useTranslation();
  const { model } = useSession();
  const search = useSearch({ strict: false }) as Record<string, string>;
  const navigate = useNavigate();
  const relations = model.related(entity).filter((one) => !without?.has(one.entity.name));
  const [first] = relations;
  if (!first) return null;
  const named = (one: Relation) => nameOf(one, relations);
  const tab = relations.find((one) => keyOf(one) === search[param]) ?? first;
  const { tabs, more } = tabbed(relations, tab);
  const open = (key: string | null) =>
    void navigate({
      to: ".",
      search: (old) => ({ ...old, [param]: key === keyOf(first) ? undefined : (key ?? undefined) }),
      replace: true,
    });
  return (
    <section className={classes.related} aria-label={t("record.related")}>
      <Tabs value={keyOf(tab)} onChange={open}>
        <div className={classes.strip}>
          <Tabs.List className={classes.tabs}>
            {tabs.map((one) => (
              <Tabs.Tab key={keyOf(one)} value={keyOf(one)}>
                {named(one)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {more.length > 0 && (
            <Menu position="bottom-end">
              <Menu.Target>
                <UnstyledButton className={classes.more}>
                  {t("record.moreRelated", { count: more.length })}
                  <IconChevronDown size={14} />
                </UnstyledButton>
              </Menu.Target>
              <Menu.Dropdown className={classes.moreList}>
                {more.map((one) => (
                  <Menu.Item key={keyOf(one)} onClick={() => open(keyOf(one))}>
                    {named(one)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
        </div>
        <Tabs.Panel key={keyOf(tab)} value={keyOf(tab)} pt="xs">
          <RelatedRows relation={tab} id={id} />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

const keyOf = (one: Relation) => `${one.entity.plural}.${one.field.name}`;

/** The name of a kind, with the field where the same kind refers by more than one. */
function nameOf({ entity, field }: Relation, all: Relation[]): string {
  const name = say(`plural.${entity.plural}`, { defaultValue: label(entity.label) });
  return all.some((other) => other.entity === entity && other.field !== field) ? `${name} (${label(field.label)})` : name;
}

/** Which kinds have tabs, the open one among them, and which are in the menu, by name. */
function tabbed(relations: Relation[], open: Relation): { tabs: Relation[]; more: Relation[] } {
  if (relations.length <= near + 1) return { tabs: relations, more: [] };
  const tabs = relations.slice(0, near);
  if (!tabs.includes(open)) tabs.push(open);
  const more = relations.filter((one) => !tabs.includes(one));
  return { tabs, more: more.sort((a, b) => nameOf(a, relations).localeCompare(nameOf(b, relations), currentLanguage())) };
}

const shown = 6;

interface RowsProps {
  relation: Relation;
  id: string;
  /** Amounts whose sums are told, with how many there are in all. */
  sums?: string[];
}

/** The newest of those that refer to a record in one way. */
export function RelatedRows({ relation, id, sums }: RowsProps) {
  const { t } = useTranslation();
  const room = useRoomToPeek();
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
  const addable = entity.may_create && !field.readonly;
  if (error) return <ProblemPanel error={error} retry={() => void refetch()} />;
  if (!data) return <div className={classes.empty} aria-busy />;
  return (
    <>
      {sums && data.data.length > 0 && <InAll relation={relation} id={id} sums={sums} />}
      {data.data.length === 0 && (
        <div className={classes.empty}>
          {t("record.noRelated", { what: label(entity.label) })}
          {addable && <Add relation={relation} id={id} button />}
        </div>
      )}
      {data.data.length > 0 && !room && (
        <ul className={classes.cards}>
          {data.data.map((row) => (
            <li key={row.id}>
              <RelatedCard entity={entity} row={row} columns={names} />
            </li>
          ))}
        </ul>
      )}
      {data.data.length > 0 && room && (
        <div className={table.scroll}>
          <table className={`${table.table} ${classes.relatedRows}`}>
            <thead>
              <tr>
                {names.map((one) => (
                  <th key={one.name} scope="col" data-end={isNumeric(one) || undefined}>
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
        {data.data.length > 0 && (sums || data.next_cursor !== null) && (
          <Link to="/$plural" params={{ plural: entity.plural }} search={{ [field.name]: id }}>
            {t("record.showAll")}
          </Link>
        )}
        {addable && data.data.length > 0 && <Add relation={relation} id={id} />}
      </div>
    </>
  );
}

/** The way to another one, which refers to the record from the beginning. */
function Add({ relation: { entity, field }, id, button = false }: { relation: Relation; id: string; button?: boolean }) {
  const { t } = useTranslation();
  const address = { params: { plural: entity.plural }, search: { [field.name]: id } };
  const text = t("record.addRelated", { what: label(entity.label) });
  if (!button) {
    return (
      <Link to="/$plural/new" {...address}>
        {text}
      </Link>
    );
  }
  return (
    <Button variant="default" renderRoot={(props) => <Link to="/$plural/new" {...address} {...props} />}>
      {text}
    </Button>
  );
}

/** How many refer to a record, and what they come to. */
function InAll({ relation: { entity, field }, id, sums }: Required<RowsProps>) {
  const { t } = useTranslation();
  const fields = sums.flatMap((name) => fieldOf(entity, name) ?? []);
  const { data } = useSummary(entity, { filters: { [field.name]: { eq: id } }, q: "" }, "", sums);
  const foot = data && footOf(fields, data);
  const told = fields.flatMap((one) => (foot?.[one.name] ? [`${label(one.label)} ${foot[one.name]}`] : []));
  return (
    <p className={classes.inAll}>{data ? [t("record.inAll", { count: countOf(data) ?? 0 }), ...told].join(" · ") : "\u00a0"}</p>
  );
}

function RelatedCard({ entity, row, columns }: { entity: Entity; row: Row; columns: Field[] }) {
  const { title, detail, amount, status } = factsOf(entity, columns, row);
  return (
    <Link to="/$plural/$id" params={{ plural: entity.plural, id: row.id }}>
      <bdi className={classes.cardTitle}>{title}</bdi>
      <span className={classes.cardAmount}>{amount}</span>
      <span className={classes.cardDetail}>{detail}</span>
      <span>{status && <Status value={status} />}</span>
    </Link>
  );
}

function RelatedRow({ entity, row, columns }: { entity: Entity; row: Row; columns: Field[] }) {
  return (
    <tr>
      {columns.map((field, i) => (
        <td key={field.name} data-end={isNumeric(field) || undefined}>
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
