import { Kbd, Modal, Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { label, useTranslation } from "@/i18n";
import { navigation } from "./nav";
import classes from "./ShortcutSheet.module.css";
import { useSession } from "./session";

/** Every shortcut that leads somewhere for this person. */
export function Sheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { model, preferences, prefer } = useSession();
  const entries = navigation
    .flatMap((group) => group.entries)
    .filter((entry) => entry.letter && (!entry.entity || model.named(entry.entity)));
  const nameOf = (key: string) => {
    const entity = key.includes(".") ? model.named(key) : undefined;
    return entity ? t(`plural.${entity.plural}`, { defaultValue: label(entity.label) }) : t(`nav.${key}`);
  };
  const creatable = entries.filter((entry) => model.named(entry.entity)?.may_create);
  return (
    <Modal opened onClose={onClose} title={t("keys.title")} size="xl" closeButtonProps={{ "aria-label": t("app.close") }}>
      <div className={classes.sheet}>
        <Part name={t("keys.general")}>
          <Line keys={["Ctrl K"]} text={t("keys.palette")} />
          <Line keys={["F1"]} text={t("keys.help")} />
          <Line keys={["?"]} text={t("keys.sheet")} />
          <Line keys={["/"]} text={t("keys.search")} />
        </Part>
        <Part name={t("keys.list")}>
          <Line keys={["J", "K", "↓", "↑"]} text={t("keys.move")} />
          <Line keys={["Home", "End"]} text={t("keys.firstLast")} />
          <Line keys={["PgUp", "PgDn"]} text={t("keys.page")} />
          <Line keys={["Enter"]} text={t("keys.open")} />
          <Line keys={["P"]} text={t("keys.peek")} />
          <Line keys={["X", "Space"]} text={t("keys.select")} />
          <Line keys={["Shift X"]} text={t("keys.selectRange")} />
          <Line keys={["Ctrl A"]} text={t("keys.selectAll")} />
          <Line keys={["←", "→"]} text={t("keys.cell")} />
          <Line keys={["E", "F2"]} text={t("keys.edit")} />
          <Line keys={["Enter"]} text={t("keys.columns")} />
          <Line keys={["Shift ←", "Shift →"]} text={t("keys.width")} />
        </Part>
        <Part name={t("keys.go")}>
          {entries.map((entry) => (
            <Line key={entry.key} keys={["G", (entry.letter ?? "").toUpperCase()]} text={nameOf(entry.key)} />
          ))}
        </Part>
        <Part name={t("keys.create")}>
          {creatable
            .filter((entry, at) => creatable.findIndex((other) => other.entity === entry.entity) === at)
            .map((entry) => (
              <Line
                key={entry.key}
                keys={["C", (entry.letter ?? "").toUpperCase()]}
                text={label(model.named(entry.entity)?.label)}
              />
            ))}
        </Part>
      </div>
      <Switch
        mt="md"
        label={t("keys.on")}
        checked={preferences.shortcuts !== false}
        onChange={(event) => prefer({ shortcuts: event.currentTarget.checked })}
      />
    </Modal>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h2>{name}</h2>
      <dl>{children}</dl>
    </section>
  );
}

function Line({ keys, text }: { keys: string[]; text: string }) {
  return (
    <div className={classes.line}>
      <dt>{text}</dt>
      <dd>
        {keys.map((key) => (
          <Kbd key={key} size="xs">
            {key}
          </Kbd>
        ))}
      </dd>
    </div>
  );
}
