import { ActionIcon, TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "@/i18n";
import classes from "./SearchBox.module.css";

interface Props {
  /** What is searched for. */
  q: string;
  /** Searches a moment after the last key, and says whether nothing was searched for before. */
  onSearch: (text: string, first: boolean) => void;
}

/** Searches what stands in the grid below, to which arrow down and Enter lead. */
export function SearchBox({ q, onSearch }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(q);
  const sent = useRef(q);
  const search = useRef(onSearch);
  search.current = onSearch;
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
      search.current(text, first);
    }, 200);
    return () => clearTimeout(timer);
  }, [typed]);
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
