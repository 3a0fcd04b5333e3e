import { Kbd, Modal, Switch } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { label, useTranslation } from "@/i18n";
import { isTyping, leadsTo } from "./keys";
import { navigation } from "./nav";
import classes from "./Shortcuts.module.css";
import { useSession } from "./session";

const patience = 1500; // between the first key and the second

/** Single letters that lead somewhere, and the sheet that lists them. They rest while somebody types. */
export function Shortcuts() {
  const { history } = useRouter();
  const { model, preferences } = useSession();
  const [sheet, setSheet] = useState(false);
  const first = useRef<{ key: "g" | "c"; at: number }>(undefined);
  const on = preferences.shortcuts !== false;
  useEffect(() => {
    const show = () => setSheet(true);
    const onKey = (event: KeyboardEvent) => {
      if (!on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      const begun = first.current;
      first.current = undefined;
      if (begun && Date.now() - begun.at < patience) {
        const to = leadsTo(begun.key, key, model);
        if (!to) return;
        event.preventDefault();
        history.push(to);
      } else if (key === "g" || key === "c") first.current = { key, at: Date.now() };
      else if (key === "?") setSheet(true);
      else if (key === "/") {
        const search = document.querySelector<HTMLElement>("[data-list-search]");
        if (search) event.preventDefault();
        search?.focus();
      }
    };
    addEventListener("guildhall:shortcuts", show);
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("guildhall:shortcuts", show);
      removeEventListener("keydown", onKey);
    };
  }, [history, model, on]);
  return sheet ? <Sheet onClose={() => setSheet(false)} /> : null;
}

function Sheet({ onClose }: { onClose: () => void }) {
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
          <Line keys={["?"]} text={t("keys.sheet")} />
          <Line keys={["/"]} text={t("keys.search")} />
        </Part>
        <Part name={t("keys.list")}>
          <Line keys={["J", "K", "↓", "↑"]} text={t("keys.move")} />
          <Line keys={["Home", "End"]} text={t("keys.firstLast")} />
          <Line keys={["PgUp", "PgDn"]} text={t("keys.page")} />
          <Line keys={["Enter"]} text={t("keys.open")} />
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
