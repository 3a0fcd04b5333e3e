import { ActionIcon, Button, Menu, TextInput, Tooltip } from "@mantine/core";
import { IconBaselineDensityMedium, IconBaselineDensitySmall, IconLayoutList, IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useSession } from "@/app/session";
import { label, useTranslation } from "@/i18n";
import type { Entity } from "@/meta/types";
import { kindOf } from "@/ui/kind";
import { ColumnsMenu } from "./ColumnsMenu";
import { Filters, filterable } from "./Filters";
import classes from "./list.module.css";
import type { ListState } from "./state";
import type { SetState } from "./useListState";

interface Props {
  entity: Entity;
  state: ListState;
  set: SetState;
  columns: string[];
  onColumns: (names: string[]) => void;
  phone: boolean;
}

/** What a list shows: search, filters, groups, columns, how dense. */
export function Toolbar({ entity, state, set, columns, onColumns, phone }: Props) {
  return (
    <div className={classes.toolbar} role="search">
      {entity.searchable && <SearchBox q={state.q} set={set} />}
      <Filters entity={entity} state={state} set={set} />
      <div className={classes.toolbarEnd}>
        {state.mode === "table" && !phone && (
          <>
            <GroupMenu entity={entity} state={state} set={set} />
            <Density />
            <ColumnsMenu entity={entity} columns={columns} onColumns={onColumns} />
          </>
        )}
      </div>
    </div>
  );
}

function SearchBox({ q, set }: { q: string; set: SetState }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(q);
  const sent = useRef(q);
  useEffect(() => {
    // The address changed by something else than typing: back, a tab, a chip.
    if (q !== sent.current) setTyped(q);
    sent.current = q;
  }, [q]);
  useEffect(() => {
    const text = typed.trim();
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      const first = sent.current === "";
      sent.current = text;
      set({ q: text }, !first);
    }, 200);
    return () => clearTimeout(timer);
  }, [typed, set]);
  return (
    <TextInput
      className={classes.search}
      value={typed}
      onChange={(e) => setTyped(e.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "ArrowDown" || event.key === "Enter") {
          document.querySelector<HTMLElement>("[data-grid]")?.focus();
          event.preventDefault();
        } else if (event.key === "Escape") {
          if (typed) setTyped("");
          else event.currentTarget.blur();
        }
      }}
      placeholder={t("list.search")}
      aria-label={t("list.search")}
      leftSection={<IconSearch size={14} />}
      rightSection={
        typed ? (
          <ActionIcon size="xs" onClick={() => setTyped("")} aria-label={t("list.clearSearch")}>
            <IconX size={12} />
          </ActionIcon>
        ) : null
      }
      data-list-search
    />
  );
}

function GroupMenu({ entity, state, set }: Omit<Props, "columns" | "onColumns" | "phone">) {
  const { t } = useTranslation();
  const fields = filterable(entity).filter((field) => ["choice", "reference", "flag", "date"].includes(kindOf(field)));
  const chosen = fields.find((field) => field.name === state.group.split(".")[0]);
  if (fields.length === 0) return null;
  const values = fields.flatMap((field) =>
    kindOf(field) === "date"
      ? ["month", "week"].map((part) => ({
          value: `${field.name}.${part}`,
          text: `${label(field.label)} (${t(`list.parts.${part}`)})`,
        }))
      : [{ value: field.name, text: label(field.label) }],
  );
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant={chosen ? "light" : "default"} leftSection={<IconLayoutList size={14} />}>
          {chosen ? t("list.groupedBy", { name: label(chosen.label) }) : t("list.group")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menuScroll}>
        {chosen && <Menu.Item onClick={() => set({ group: "" })}>{t("list.noGroup")}</Menu.Item>}
        {values.map((one) => (
          <Menu.Item key={one.value} onClick={() => set({ group: one.value })} fw={one.value === state.group ? 600 : undefined}>
            {one.text}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Density() {
  const { t } = useTranslation();
  const { preferences, prefer } = useSession();
  const roomy = preferences.density === "comfortable";
  const text = t(roomy ? "list.compact" : "list.comfortable");
  return (
    <Tooltip label={text}>
      <ActionIcon
        variant="default"
        size={30}
        aria-label={text}
        onClick={() => prefer({ density: roomy ? "compact" : "comfortable" })}
      >
        {roomy ? <IconBaselineDensitySmall size={15} /> : <IconBaselineDensityMedium size={15} />}
      </ActionIcon>
    </Tooltip>
  );
}
