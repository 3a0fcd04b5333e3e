import { Kbd, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import {
  IconArrowRight, IconClock, IconCommand, IconFile, IconLoader2, IconPlus, IconSearch,
} from "@tabler/icons-react"; // biome-ignore format: a list
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { api } from "@/api/client";
import { type Language, languages, speak, useTranslation } from "@/i18n";
import { recentOf, rememberRecent, shelfOf } from "../recent";
import { signOut, useSession } from "../session";
import { type Command, createCommands, fitting, type Hit, hitCommands, pageCommands } from "./commands";
import classes from "./Palette.module.css";
import { arrived, left } from "./wish";

const icons = { recent: IconClock, records: IconFile, pages: IconArrowRight, create: IconPlus, actions: IconCommand };
const order = ["recent", "records", "pages", "create", "actions"] as const;

/** What the palette shows: what fits what is typed, and the keys to choose from it. */
export function PaletteBody({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { history } = useRouter();
  const { meta, me, model } = useSession();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  // Before the next key is heard: it is to follow what was typed until now.
  useLayoutEffect(() => {
    input.current?.focus();
    const early = arrived();
    if (early) setTyped(early);
    return left;
  }, []);
  const id = useId();
  const { commands, searching, failed } = useCommands(typed);
  const shown = order.flatMap((group) => commands.filter((command) => command.group === group));
  const at = Math.min(active, Math.max(0, shown.length - 1));

  const choose = (command: Command, aside = false) => {
    onClose();
    if (command.run) return command.run();
    if (!command.to) return;
    const [, plural = "", record] = command.to.split("/");
    const entity = command.group === "recent" || command.group === "records" ? model.at(plural) : undefined;
    if (entity && record)
      rememberRecent(shelfOf(meta.tenant.id, me.user.id), { entity: entity.name, id: record, title: command.title });
    if (aside) window.open(command.to, "_blank", "noopener");
    else history.push(command.to);
  };
  const go = (to: number) => {
    const next = (to + shown.length) % Math.max(1, shown.length);
    setActive(next);
    list.current?.querySelector(`[data-at="${next}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 };
    const to = steps[event.key];
    const command = shown[at];
    if (to !== undefined) go(to);
    else if (event.key === "Enter" && command) choose(command, event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  };
  return (
    <div className={classes.palette}>
      <div className={classes.field}>
        {searching ? <IconLoader2 size={17} className={classes.turning} /> : <IconSearch size={17} />}
        <input
          ref={input}
          className={classes.input}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          placeholder={t("palette.placeholder")}
          aria-label={t("palette.placeholder")}
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={shown.length > 0 ? `${id}-${at}` : undefined}
          aria-autocomplete="list"
          data-autofocus
        />
      </div>
      <div ref={list} className={classes.list} id={id} role="listbox" aria-label={t("palette.open")}>
        {order.map((group) => {
          const part = shown.filter((command) => command.group === group);
          if (part.length === 0) return null;
          return (
            <div key={group} role="group" aria-label={t(`palette.groups.${group}`)}>
              <div className={classes.group} aria-hidden>
                {t(`palette.groups.${group}`)}
              </div>
              {part.map((command) => {
                const index = shown.indexOf(command);
                return (
                  <Option
                    key={command.key}
                    id={`${id}-${index}`}
                    index={index}
                    command={command}
                    typed={typed}
                    active={index === at}
                    onHover={() => setActive(index)}
                    onChoose={(aside) => choose(command, aside)}
                  />
                );
              })}
            </div>
          );
        })}
      </div>
      <div className={classes.note} role="status">
        {failed ? t("palette.failed") : shown.length === 0 && !searching ? t("palette.nothing") : ""}
      </div>
    </div>
  );
}

interface OptionProps {
  id: string;
  index: number;
  command: Command;
  typed: string;
  active: boolean;
  onHover: () => void;
  onChoose: (aside: boolean) => void;
}

function Option({ id, index, command, typed, active, onHover, onChoose }: OptionProps) {
  const Icon = icons[command.group];
  const inner = (
    <>
      <Icon size={16} stroke={1.7} className={classes.icon} />
      <span className={classes.title}>
        <Marked text={command.title} typed={typed} />
      </span>
      {command.detail && <span className={classes.detail}>{command.detail}</span>}
      {command.keys && <Kbd size="xs">{command.keys}</Kbd>}
    </>
  );
  return (
    <a
      id={id}
      role="option"
      aria-selected={active}
      tabIndex={-1}
      href={command.to ?? "#"}
      data-at={index}
      className={classes.option}
      onMouseMove={active ? undefined : onHover}
      onClick={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        onChoose(event.ctrlKey || event.metaKey);
      }}
    >
      {inner}
    </a>
  );
}

/** A text in which what was typed stands out. */
function Marked({ text, typed }: { text: string; typed: string }) {
  const wanted = typed.trim().toLocaleLowerCase();
  const at = wanted ? text.toLocaleLowerCase().indexOf(wanted) : -1;
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + wanted.length)}</mark>
      {text.slice(at + wanted.length)}
    </>
  );
}

/** What the palette offers for what was typed. */
function useCommands(typed: string): { commands: Command[]; searching: boolean; failed: boolean } {
  const { t } = useTranslation();
  const { model, meta, me } = useSession();
  const actions = useActions();
  const [q] = useDebouncedValue(typed.trim(), 150);
  const search = useQuery({
    queryKey: ["search", q],
    queryFn: async ({ signal }) =>
      (await api<{ data: Hit[] | null }>(`search?limit=12&q=${encodeURIComponent(q)}`, { signal })).data ?? [],
    enabled: q.length > 1,
    placeholderData: keepPreviousData,
  });
  const fixed = useMemo(() => [...pageCommands(model, t), ...createCommands(model, t), ...actions], [model, t, actions]);
  if (!typed.trim()) {
    const recent = recentOf(shelfOf(meta.tenant.id, me.user.id)).flatMap<Command>((one) => {
      const entity = model.named(one.entity);
      return entity ? [{ key: `recent ${one.id}`, group: "recent", title: one.title, to: `/${entity.plural}/${one.id}` }] : [];
    });
    return {
      commands: [...recent.slice(0, 6), ...fixed.filter((one) => one.keys || one.group === "actions")],
      searching: false,
      failed: false,
    };
  }
  const hits = q.length > 1 ? hitCommands(search.data ?? [], model) : [];
  return { commands: [...hits, ...fitting(fixed, typed)], searching: search.isFetching, failed: search.isError };
}

function useActions(): Command[] {
  const { t } = useTranslation();
  const { prefer } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  return useMemo(() => {
    const schemes = (["light", "dark", "auto"] as const).map<Command>((scheme) => ({
      key: `scheme ${scheme}`,
      group: "actions",
      title: t(`palette.scheme.${scheme}`),
      run: () => {
        setColorScheme(scheme);
        prefer({ scheme });
      },
    }));
    const tongues = (Object.keys(languages) as Language[]).map<Command>((language) => ({
      key: `language ${language}`,
      group: "actions",
      title: t("palette.language", { name: languages[language] }),
      run: () => {
        prefer({ language });
        void speak(language);
      },
    }));
    return [
      {
        key: "sheet",
        group: "actions",
        title: t("palette.shortcuts"),
        keys: "?",
        run: () => dispatchEvent(new CustomEvent("guildhall:shortcuts")),
      },
      ...schemes,
      ...tongues,
      { key: "out", group: "actions", title: t("palette.signOut"), run: () => void signOut() },
      { key: "out all", group: "actions", title: t("palette.signOutAll"), run: () => void signOut(true) },
    ];
  }, [t, prefer, setColorScheme]);
}
