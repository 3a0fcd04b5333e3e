import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import combo from "@/forms/inputs/Combo.module.css";
import { FloatingList } from "@/forms/inputs/FloatingList";
import { useTranslation } from "@/i18n";
import type { Entity, Row } from "@/meta/types";
import { type Mentioned, typedName, withName } from "./mention";
import classes from "./Timeline.module.css";

interface Props {
  /** What it is written about: those can be named who may read it. */
  entity: Entity;
  record: Row;
  input: RefObject<HTMLTextAreaElement | null>;
  label: string;
  placeholder?: string;
  text: string;
  onText: (text: string) => void;
  onMention: (who: Mentioned) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  /** Whether people can be named here. */
  mentions: boolean;
}

/** Several lines of text; an @ offers the people who can be named. */
export function MentionInput(props: Props) {
  const { entity, record, input, label, placeholder, text, onText, onMention, onKeyDown, mentions } = props;
  const { t } = useTranslation();
  const list = useId();
  const [typed, setTyped] = useState<ReturnType<typeof typedName>>();
  const [active, setActive] = useState(0);
  const caret = useRef<number>(undefined);
  const [asked] = useDebouncedValue(typed?.query ?? "", 160);
  const open = mentions && typed !== undefined;
  const found = usePeople(entity, record, asked, open);
  const people = open ? (found.data ?? []) : [];
  const at = Math.min(active, people.length - 1);
  const follow = (area: HTMLTextAreaElement) => {
    setTyped(typedName(area.value, area.selectionStart));
    setActive(0);
  };
  const pick = (who: Mentioned) => {
    const area = input.current;
    if (!area || !typed) return;
    const next = withName(text, typed.start, area.selectionStart, who.name);
    onText(next.text);
    onMention(who);
    setTyped(undefined);
    area.focus();
    caret.current = next.caret;
  };
  // Before the next key, which goes on behind the name.
  useLayoutEffect(() => {
    if (caret.current !== undefined) input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });
  const press = (event: KeyboardEvent) => {
    const who = people[at];
    if (!open || !who) return onKeyDown(event);
    if (event.key === "ArrowDown" || event.key === "ArrowUp")
      setActive((at + (event.key === "ArrowDown" ? 1 : people.length - 1)) % people.length);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") pick(who);
    else if (event.key === "Escape") setTyped(undefined);
    else return onKeyDown(event);
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <textarea
        ref={input}
        className={classes.input}
        dir={text ? "auto" : undefined}
        maxLength={10_000}
        aria-label={label}
        aria-autocomplete={mentions ? "list" : undefined}
        aria-controls={people.length > 0 ? list : undefined}
        aria-activedescendant={people.length > 0 ? `${list}-${at}` : undefined}
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          onText(event.currentTarget.value);
          follow(event.currentTarget);
        }}
        onKeyDown={press}
        onBlur={() => setTyped(undefined)}
      />
      {people.length > 0 && (
        <FloatingList anchor={input}>
          <div role="listbox" id={list} aria-label={t("timeline.mentions")}>
            {people.map((who, i) => (
              <div
                key={who.id}
                id={`${list}-${i}`}
                role="option"
                tabIndex={-1}
                aria-selected={i === at}
                data-active={i === at || undefined}
                className={combo.option}
                onPointerMove={() => setActive(i)}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => pick(who)}
                onKeyDown={undefined}
              >
                <span className={combo.name}>{who.name}</span>
              </div>
            ))}
          </div>
        </FloatingList>
      )}
    </>
  );
}

/** Who can be named, by a part of their name. */
function usePeople(entity: Entity, record: Row, query: string, enabled: boolean) {
  const params = new URLSearchParams({ entity: entity.name, record: record.id, query });
  return useQuery({
    queryKey: ["people", params.toString()],
    queryFn: ({ signal }) => api<{ data: { user: string; name: string }[] }>(`comments/people?${params}`, { signal }),
    select: (answer) => answer.data.map((one): Mentioned => ({ id: one.user, name: one.name })),
    enabled,
    placeholderData: keepPreviousData,
  });
}
