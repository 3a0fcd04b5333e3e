import { useDebouncedValue } from "@mantine/hooks";
import { IconLayoutSidebarRightExpand } from "@tabler/icons-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { recentOf, rememberRecent, shelfOf } from "@/app/recent";
import { useSession } from "@/app/session";
import { label, useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Entity, Field, Reference, Row } from "@/meta/types";
import { PeekLink } from "@/pages/record/PeekLink";
import classes from "../Field.module.css";
import type { Wiring } from "../Frame";
import { detailOf, useFound, useTitles } from "../reference";
import { Combo, type Option } from "./Combo";

const QuickCreate = lazy(() => import("@/pages/record/QuickCreate").then((m) => ({ default: m.QuickCreate })));

interface Props {
  wiring: Wiring;
  field: Field;
  value: Reference | null | undefined;
  onChange: (value: Reference | null, row?: Row) => void;
  /** Only those of the target that have these values. */
  filter?: Record<string, string>;
  autoFocus?: boolean;
  className?: string;
  /** Leaves out what stands beside the input. */
  plain?: boolean;
  cell?: boolean;
  /** Shows what there is to choose from at once. */
  opened?: boolean;
  /** Offers no new one. */
  existing?: boolean;
}

const create = "$create";
const mostRecent = 6;
const none: Record<string, string> = {};

/** Chooses a record: lately chosen first, then what the server finds, or a new one. */
export function ReferenceInput(props: Props) {
  const { wiring, field, value, onChange, filter = none, autoFocus, className, plain, cell, opened, existing } = props;
  const { t } = useTranslation();
  const { model, meta, me } = useSession();
  const target = model.named(field.target);
  const shelf = shelfOf(meta.tenant.id, me.user.id, target?.name);
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState(!!opened);
  const [making, setMaking] = useState<string | undefined>();
  const [asked] = useDebouncedValue(query.trim(), 160);
  const found = useFound(target, asked, filter, open);
  const title = useReferenceTitle(target, value);
  const narrow = Object.keys(filter).length > 0;
  const recent = query || narrow ? [] : recentOf(shelf).slice(0, mostRecent);
  const rows = found.data ?? [];
  const options = target ? optionsOf(target, recent, rows) : [];
  if (target?.may_create && !existing && query.trim()) {
    options.push({ key: create, name: t("form.createNamed", { name: query.trim(), what: label(target.label) }), special: true });
  }
  const take = (picked: Reference, row?: Row) => {
    if (!target) return;
    rememberRecent(shelf, {
      entity: target.name,
      id: picked.id,
      title: picked.title ?? "",
      detail: row && detailOf(target, row),
    });
    onChange({ id: picked.id, title: picked.title }, row);
  };
  const pick = (option: Option | undefined) => {
    if (!option) onChange(null);
    else if (option.key === create) setMaking(query.trim());
    else
      take(
        { id: option.key, title: option.name },
        rows.find((row) => row.id === option.key),
      );
  };
  return (
    <>
      <Combo
        wiring={wiring}
        className={className}
        text={title}
        options={options}
        onQuery={setQuery}
        onPick={pick}
        onOpen={setOpen}
        busy={found.isFetching || asked !== query.trim()}
        heading={recent.length > 0 ? t("form.recent") : undefined}
        autoFocus={autoFocus}
        placeholder={plain ? undefined : t("form.search")}
        cell={cell}
        opened={opened}
      />
      {!plain && target && value?.id && (
        <PeekLink entity={target} id={value.id} className={classes.tool} label={t("form.open", { name: title })}>
          <IconLayoutSidebarRightExpand size={15} />
        </PeekLink>
      )}
      {making !== undefined && target && (
        <Suspense>
          <QuickCreate
            entity={target}
            typed={making}
            values={filter}
            onClose={() => setMaking(undefined)}
            onCreated={(row) => {
              setMaking(undefined);
              take({ id: row.id, title: titleOf(target, row) }, row);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

function optionsOf(target: Entity, recent: { id: string; title: string; detail?: string }[], rows: Row[]): Option[] {
  const known = new Set(recent.map((one) => one.id));
  return [
    ...recent.map((one) => ({ key: one.id, name: one.title, detail: one.detail })),
    ...rows
      .filter((row) => !known.has(row.id))
      .map((row) => ({ key: row.id, name: titleOf(target, row), detail: detailOf(target, row) })),
  ].slice(0, 12);
}

/** What a reference is called, asked for where it was not included. */
export function useReferenceTitle(target: Entity | undefined, value: Reference | null | undefined): string {
  const unknown = value?.id && !value.title ? value.id : "";
  const ids = useMemo(() => (unknown ? [unknown] : []), [unknown]);
  const titles = useTitles(target?.name, ids);
  if (!value?.id) return "";
  const row = titles.get(value.id);
  return value.title ?? (target && row ? titleOf(target, row) : "");
}
