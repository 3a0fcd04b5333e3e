import { Button, Popover, Skeleton } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { label, useTranslation } from "@/i18n";
import { fieldOf } from "@/meta/model";
import type { Entity, Field } from "@/meta/types";
import { kindOf } from "@/ui/kind";
import { AddFilter } from "./AddFilter";
import { describe, splitValues } from "./describe";
import classes from "./list.module.css";
import type { Conditions, ListState } from "./state";
import { useTitles } from "./titles";
import type { SetState } from "./useListState";

const FilterEditor = lazy(() => import("./FilterEditor").then((m) => ({ default: m.FilterEditor })));

interface Props {
  entity: Entity;
  state: ListState;
  set: SetState;
}

/** The conditions of a list, each a chip that opens its editor, and a menu to add one. */
export function Filters({ entity, state, set }: Props) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState<string>();
  const change = (name: string, conditions: Conditions) => {
    const { [name]: _, ...rest } = state.filters;
    const filled = Object.keys(conditions).length > 0;
    if (!filled) setAdding(name);
    // A chip stays in its place while it is edited.
    const filters = name in state.filters && filled ? { ...state.filters, [name]: conditions } : { ...rest };
    if (filled) filters[name] = conditions;
    set({ filters });
  };
  const names = Object.keys(state.filters);
  const shown = adding && !names.includes(adding) ? [...names, adding] : names;
  return (
    <>
      <AddFilter entity={entity} taken={names} onAdd={setAdding} />
      {shown.map((name) => (
        <Chip
          key={name}
          field={fieldOf(entity, name) ?? { name, label: name, type: "text" }}
          conditions={state.filters[name] ?? {}}
          open={adding === name}
          onOpen={(open) => setAdding(open ? name : undefined)}
          onChange={(conditions) => change(name, conditions)}
          onRemove={() => {
            setAdding(undefined);
            const { [name]: _, ...rest } = state.filters;
            set({ filters: rest });
          }}
        />
      ))}
      {names.length > 1 && (
        <Button variant="subtle" color="gray" onClick={() => set({ filters: {}, q: "" })}>
          {t("list.clearFilters")}
        </Button>
      )}
    </>
  );
}

interface ChipProps {
  field: Field;
  conditions: Conditions;
  open: boolean;
  onOpen: (open: boolean) => void;
  onChange: (conditions: Conditions) => void;
  onRemove: () => void;
}

function Chip({ field, conditions, open, onOpen, onChange, onRemove }: ChipProps) {
  const { t } = useTranslation();
  const isReference = kindOf(field) === "reference";
  const ids = isReference ? splitValues(conditions.in ?? conditions.eq ?? conditions.ne ?? "") : [];
  const titles = useTitles(field.target, ids);
  const text = describe(field, conditions, t, titles);
  return (
    <Popover
      opened={open}
      onChange={onOpen}
      trapFocus
      returnFocus
      position="bottom-start"
      shadow="md"
      width={290}
      clickOutsideEvents={["mousedown"]}
    >
      <span className={classes.chip}>
        <Popover.Target>
          <button type="button" className={classes.chipText} onClick={() => onOpen(!open)}>
            <span className="muted">{label(field.label)}</span> <bdi>{text || "…"}</bdi>
          </button>
        </Popover.Target>
        <button
          type="button"
          className={classes.chipClose}
          onClick={onRemove}
          aria-label={t("list.removeFilter", { name: label(field.label) })}
        >
          <IconX size={12} />
        </button>
      </span>
      <Popover.Dropdown aria-label={label(field.label)}>
        <Suspense fallback={<Skeleton h={60} />}>
          <FilterEditor field={field} conditions={conditions} onChange={onChange} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
