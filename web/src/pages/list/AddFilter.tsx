import { Button, Popover, TextInput } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { help, label, useTranslation } from "@/i18n";
import type { Entity, Field } from "@/meta/types";
import { kindOf } from "@/ui/kind";
import classes from "./list.module.css";

/** The fields that lists may be filtered by: what its columns show first. */
export function filterable(entity: Entity): Field[] {
  const fields = entity.fields.filter(
    (field) =>
      field.operators && field.name !== "id" && field.type !== "record" && (kindOf(field) !== "reference" || field.target),
  );
  const rank = (field: Field) => {
    const at = entity.list.indexOf(field.name);
    return at < 0 ? entity.list.length : at;
  };
  return fields.sort((a, b) => rank(a) - rank(b));
}

interface Props {
  entity: Entity;
  /** The fields by which the list is filtered already. */
  taken: string[];
  onAdd: (name: string) => void;
}

/** Adds a condition: the fields are found by typing, and chosen by arrows. */
export function AddFilter({ entity, taken, onAdd }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const fields = filterable(entity).filter(
    (field) => !taken.includes(field.name) && label(field.label).toLowerCase().includes(typed.toLowerCase()),
  );
  const show = (shown: boolean) => {
    setOpen(shown);
    setTyped("");
  };
  const choose = (field: Field | undefined) => {
    if (!field) return;
    show(false);
    // The keyboard has come back when the editor of the condition takes it.
    setTimeout(() => onAdd(field.name));
  };
  return (
    <Popover opened={open} onChange={show} position="bottom-start" width={240} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={14} />} onClick={() => show(!open)} data-list-filter>
          {t("list.addFilter")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label={t("list.addFilter")} onKeyDown={walk}>
        <TextInput
          m={4}
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") choose(fields[0]);
          }}
          placeholder={t("list.findField")}
          aria-label={t("list.findField")}
          data-autofocus
        />
        {fields.length > 0 && (
          <div className={classes.menuScroll} role="menu" aria-label={t("list.addFilter")}>
            {fields.map((field) => (
              <button
                key={field.name}
                type="button"
                role="menuitem"
                tabIndex={-1}
                className={classes.choice}
                onClick={() => choose(field)}
                data-help={help(field.help, field.label) || undefined}
              >
                {label(field.label)}
              </button>
            ))}
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Arrows lead from the search to the fields, and from one to the other. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>("input, [role=menuitem]")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  all[(at + by + all.length) % all.length]?.focus();
  event.preventDefault();
}
