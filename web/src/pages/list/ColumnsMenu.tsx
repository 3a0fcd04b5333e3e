import { ActionIcon, Popover, TextInput, Tooltip } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useState } from "react";
import { help, label, useTranslation } from "@/i18n";
import { fieldOf } from "@/meta/model";
import type { Entity, Field } from "@/meta/types";
import { isShowable } from "@/ui/kind";
import { moveColumn, toggleColumn } from "./columns";
import classes from "./list.module.css";

interface Props {
  entity: Entity;
  columns: string[];
  onColumns: (names: string[]) => void;
}

/** Which columns a list has, and in what order. */
export function ColumnsMenu({ entity, columns, onColumns }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const fits = (field: Field) => label(field.label).toLowerCase().includes(typed.toLowerCase());
  const shown = columns.map((name) => fieldOf(entity, name)).filter((field): field is Field => !!field && fits(field));
  const hidden = entity.fields.filter((field) => isShowable(field) && !columns.includes(field.name) && fits(field));
  return (
    <Popover position="bottom-end" width={270} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label={t("list.columns")}>
          <ActionIcon variant="default" size={30} aria-label={t("list.columns")}>
            <IconAdjustmentsHorizontal size={15} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label={t("list.columns")}>
        <TextInput
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
          placeholder={t("list.findField")}
          aria-label={t("list.findField")}
          data-autofocus
        />
        <div className={classes.menuScroll}>
          {[...shown, ...hidden].map((field) => {
            const at = columns.indexOf(field.name);
            return (
              <div key={field.name} className={classes.columnChoice}>
                <label className={classes.option}>
                  <input type="checkbox" checked={at >= 0} onChange={() => onColumns(toggleColumn(columns, field.name))} />
                  <span data-help={help(field.help, field.label) || undefined}>{label(field.label)}</span>
                </label>
                {at >= 0 && (
                  <>
                    <ActionIcon
                      size="sm"
                      disabled={at === 0}
                      onClick={() => onColumns(moveColumn(columns, field.name, -1))}
                      aria-label={t("list.columnUp", { name: label(field.label) })}
                    >
                      <IconArrowUp size={13} />
                    </ActionIcon>
                    <ActionIcon
                      size="sm"
                      disabled={at === columns.length - 1}
                      onClick={() => onColumns(moveColumn(columns, field.name, 1))}
                      aria-label={t("list.columnDown", { name: label(field.label) })}
                    >
                      <IconArrowDown size={13} />
                    </ActionIcon>
                  </>
                )}
              </div>
            );
          })}
        </div>
        <button type="button" className={classes.plain} onClick={() => onColumns([])}>
          {t("list.columnsReset")}
        </button>
      </Popover.Dropdown>
    </Popover>
  );
}
