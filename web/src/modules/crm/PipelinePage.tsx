import "@/i18n/parts/crm";
import { Button, NativeSelect, SegmentedControl, Switch } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { api } from "@/api/client";
import { NotFound } from "@/app/NotFound";
import { useSession } from "@/app/session";
import { choice, help, label, useTranslation } from "@/i18n";
import { fieldOf, stateField } from "@/meta/model";
import type { Entity, Field, Page, Reference, Row } from "@/meta/types";
import { BoardColumns } from "@/pages/list/BoardColumns";
import { folders } from "@/pages/list/groups";
import styles from "@/pages/list/list.module.css";
import { resolve } from "@/pages/list/moments";
import { useLiveRows, useSummary } from "@/pages/list/rows";
import { listPath } from "@/pages/list/state";
import { footOf, sumsText } from "@/pages/list/sums";
import { useListState } from "@/pages/list/useListState";
import { usePeekOf } from "@/pages/record/usePeek";
import { decimal } from "@/ui/format";
import { LeadFace } from "./LeadFace";
import classes from "./Pipeline.module.css";
import { cardFields, columnsOf, givenBy, nameOf, nextOf, over, stepInto } from "./pipeline";
import { QuickAdd } from "./QuickAdd";

const Beside = lazy(() => import("@/pages/record/Beside").then((m) => ({ default: m.Beside })));
const ConvertDialog = lazy(() => import("./ConvertDialog").then((m) => ({ default: m.ConvertDialog })));

/** The leads on their way to being clients: a column for each state, what it is worth, and what is next. */
export function PipelinePage() {
  const { model } = useSession();
  const entity = model.named("crm.lead");
  const field = entity && stateField(entity);
  const { peek } = useSearch({ strict: false }) as { peek?: string };
  if (!entity || !field) return <NotFound />;
  return (
    <>
      <Pipeline entity={entity} field={field} />
      {peek && (
        <Suspense>
          <Beside />
        </Suspense>
      )}
    </>
  );
}

const atOnce = 50;

function Pipeline({ entity, field }: { entity: Entity; field: Field }) {
  const { t } = useTranslation();
  const { me, may, preferences, prefer } = useSession();
  const [state, set] = useListState();
  const peek = usePeekOf();
  const next = useNext();
  useLiveRows(entity);
  const sums = ["estimated_value", "weighted_value"].flatMap((name) => fieldOf(entity, name) ?? []);
  const summary = useSummary(
    entity,
    state,
    field.name,
    sums.map((one) => one.name),
  );
  const groups = folders(summary.data ?? [], field.name);
  const wanted = state.filters[field.name];
  const pathOf = (value: string) =>
    listPath(entity, { ...state, filters: { ...state.filters, [field.name]: { ...wanted, eq: value } } }, cardFields, atOnce);
  const columns = columnsOf(entity).map((value) => {
    const group = groups.find((one) => one.key === value);
    const sum = group ? (sumsText(sums, group.parts).estimated_value ?? "") : "";
    return { value, path: pathOf(value), count: group?.count ?? 0, sum };
  });
  const open = groups.filter((one) => !over.has(one.key));
  const count = open.reduce((all, one) => all + one.count, 0);
  const worth = footOf(
    sums,
    open.flatMap((one) => one.parts),
  );
  const folded = new Set((preferences.pipelineFolded as string[] | undefined) ?? over);
  const today = resolve("@today");
  const lanes = state.group === "owner";
  return (
    <div className={styles.page} ref={peek}>
      <header className={`${styles.heading} ${classes.heading}`}>
        <h1>{t("nav.pipeline")}</h1>
        <span className={styles.count}>{decimal(count)}</span>
        <div className={classes.worth}>
          {worth.estimated_value && <span>{t("crm.pipeline.worth", { sum: worth.estimated_value })}</span>}
          {worth.weighted_value && (
            <span data-help={help(fieldOf(entity, "weighted_value")?.help) || undefined}>
              {t("crm.pipeline.weighted", { sum: worth.weighted_value })}
            </span>
          )}
        </div>
        <div className={styles.headingEnd}>
          <Button
            variant="default"
            className={classes.asList}
            renderRoot={(props) => <Link to="/$plural" params={{ plural: entity.plural }} {...props} />}
          >
            {t("crm.pipeline.list")}
          </Button>
          {entity.may_create && (
            <Button
              leftSection={<IconPlus size={14} />}
              renderRoot={(props) => <Link to="/$plural/new" params={{ plural: entity.plural }} {...props} />}
            >
              {t("list.new", { name: label(entity.label) })}
            </Button>
          )}
        </div>
      </header>
      <div className={styles.toolbar} role="search">
        <SegmentedControl
          size="xs"
          aria-label={t("crm.pipeline.whose")}
          value={state.filters.owner?.eq === me.user.id ? "mine" : "all"}
          onChange={(value) => {
            const { owner: _, ...filters } = state.filters;
            set({ filters: value === "mine" ? { ...filters, owner: { eq: me.user.id } } : filters });
          }}
          data={[
            { value: "all", label: t("crm.pipeline.all") },
            { value: "mine", label: t("crm.pipeline.mine") },
          ]}
        />
        <NativeSelect
          size="xs"
          aria-label={label(fieldOf(entity, "source")?.label)}
          value={state.filters.source?.eq ?? ""}
          onChange={(event) => {
            const { source: _, ...filters } = state.filters;
            const chosen = event.currentTarget.value;
            set({ filters: chosen ? { ...filters, source: { eq: chosen } } : filters });
          }}
          data={[
            { value: "", label: t("crm.pipeline.sources") },
            ...(fieldOf(entity, "source")?.choices ?? []).map((value) => ({ value, label: choice(value) })),
          ]}
        />
        <div className={styles.toolbarEnd}>
          <Switch
            size="xs"
            label={t("crm.pipeline.lanes")}
            checked={lanes}
            onChange={(event) => set({ group: event.currentTarget.checked ? "owner" : "" })}
          />
        </div>
      </div>
      <BoardColumns
        entity={entity}
        field={field}
        columns={columns}
        pathOf={pathOf}
        titleOf={nameOf}
        face={(row) => <LeadFace lead={row} next={next.get(row.id)} today={today} />}
        folded={folded}
        onFold={(value) =>
          prefer({ pipelineFolded: folded.has(value) ? [...folded].filter((one) => one !== value) : [...folded, value] })
        }
        laneOf={lanes ? (row) => (row.owner as Reference | null)?.title ?? t("crm.pipeline.nobody") : undefined}
        foot={(value) => {
          const step = entity.may_create ? stepInto(entity, value, may) : undefined;
          if (step === undefined) return null;
          return <QuickAdd entity={entity} column={value} step={step} given={givenBy(state.filters)} />;
        }}
        ask={({ row, step }, go, close) =>
          step.verb === "convert" ? (
            <Suspense>
              <ConvertDialog
                entity={entity}
                record={row}
                name={label(step.label)}
                onClose={close}
                onRun={async (body, then) => {
                  go(body, then);
                  return undefined;
                }}
              />
            </Suspense>
          ) : undefined
        }
      />
    </div>
  );
}

/** What is planned next with each lead, in one request for all of them. */
function useNext() {
  const { model } = useSession();
  const activities = model.named("crm.activity");
  const { data } = useQuery({
    queryKey: [activities?.plural, "next"],
    queryFn: async ({ signal }) => {
      const query = "status=planned&lead[ne]=null&sort=due&limit=200&fields=id,subject,due,kind,lead";
      return nextOf((await api<Page<Row>>(`${activities?.plural}?${query}`, { signal })).data);
    },
    enabled: !!activities,
    staleTime: 10_000,
  });
  return data ?? none;
}

const none: ReturnType<typeof nextOf> = new Map();
