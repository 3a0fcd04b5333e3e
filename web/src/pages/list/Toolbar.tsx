import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import { IconBaselineDensityMedium, IconBaselineDensitySmall, IconLayoutList } from "@tabler/icons-react";
import { useSession } from "@/app/session";
import { label, useTranslation } from "@/i18n";
import type { Entity } from "@/meta/types";
import { kindOf } from "@/ui/kind";
import { SearchBox } from "@/ui/SearchBox";
import { filterable } from "./AddFilter";
import { ColumnsMenu } from "./ColumnsMenu";
import { Filters } from "./Filters";
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
      {entity.searchable && <SearchBox q={state.q} onSearch={(q, first) => set({ q }, !first)} />}
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

function GroupMenu({ entity, state, set }: Omit<Props, "columns" | "onColumns" | "phone">) {
  const { t } = useTranslation();
  const fields = filterable(entity).filter((field) =>
    ["choice", "subject", "verb", "reference", "flag", "date"].includes(kindOf(field)),
  );
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
