import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "@/i18n";
import fieldClasses from "../Field.module.css";
import type { Wiring } from "../Frame";
import { choosing } from "../pending";
import classes from "./Combo.module.css";
import { FloatingList } from "./FloatingList";

/** One of the things to choose from. */
export interface Option {
  key: string;
  name: string;
  /** A second line: a code, a town, what is in stock. */
  detail?: string;
  /** Does something instead of being chosen. */
  special?: boolean;
}

interface Props {
  wiring: Wiring;
  /** What is chosen, in words. */
  text: string;
  options: Option[];
  onQuery: (query: string) => void;
  /** Nothing for what was taken out. */
  onPick: (option: Option | undefined) => void;
  /** Backspace was pressed where nothing stands. */
  onErase?: () => void;
  busy?: boolean;
  /** Stands over the options. */
  heading?: string;
  autoFocus?: boolean;
  className?: string;
  placeholder?: string;
  /** In a cell, arrows lead to other cells while the list is closed. */
  cell?: boolean;
  /** Shows what there is to choose from at once. */
  opened?: boolean;
  onOpen?: (open: boolean) => void;
}

/** An input that offers what there is to choose from while one types (ARIA's combobox). */
export function Combo(props: Props) {
  const { wiring, text, options, onQuery, onPick } = props;
  const { t } = useTranslation();
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | undefined>();
  const [open, setOpen] = useState(!!props.opened);
  const [active, setActive] = useState(0);
  // Enter or Tab came before what was typed had been looked for: the first that is found is meant.
  const [eager, setEager] = useState(false);
  useEffect(() => (eager ? choosing() : undefined), [eager]);
  const at = Math.min(active, options.length - 1);
  const { onOpen } = props;
  useEffect(() => onOpen?.(open), [open, onOpen]);
  const show = (query: string) => {
    setOpen(true);
    setActive(0);
    setEager(false);
    onQuery(query);
  };
  const close = () => {
    setOpen(false);
    setTyped(undefined);
    setEager(false);
  };
  const pick = (option: Option | undefined) => {
    close();
    onPick(option);
  };
  useEffect(() => {
    if (!eager || props.busy) return;
    setEager(false);
    const left = document.activeElement !== input.current;
    if (options[at] && !(left && options[at].special)) pick(options[at]);
    else if (left) close();
  });
  const leave = () => {
    if (eager) return;
    close();
    if (typed?.trim() === "" && text !== "") onPick(undefined);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Backspace" && event.currentTarget.value === "") props.onErase?.();
    if (open && steer(event, options.length, at, setActive)) return;
    const option = open ? options[at] : undefined;
    // One that was steered to is meant as it stands; the first may be of what was typed before.
    const sure = option && (!props.busy || at > 0);
    if (event.key === "Enter" && open && (option || props.busy)) {
      event.preventDefault();
      if (sure) pick(option);
      else setEager(true);
    } else if (event.key === "Tab" && open && typed?.trim()) {
      if (sure && !option.special) pick(option);
      else if (props.busy) {
        if (props.cell) event.preventDefault(); // a cell that is left is gone; a choice leads on by itself
        setEager(true);
      }
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      event.nativeEvent.stopImmediatePropagation();
      close();
    } else if (!open && event.key === "ArrowDown" && !props.cell) {
      event.preventDefault();
      show("");
    }
  };
  return (
    <>
      <input
        {...wiring}
        ref={input}
        className={props.className ?? fieldClasses.input}
        role="combobox"
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && at >= 0 ? `${list}-${at}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={props.placeholder}
        // biome-ignore lint/a11y/noAutofocus: only where a dialog or a cell has just been opened for it
        autoFocus={props.autoFocus}
        value={typed ?? text}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => !open && show("")}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          show(event.currentTarget.value);
        }}
        onKeyDown={press}
        onBlur={leave}
      />
      {open && (
        <FloatingList anchor={input}>
          {props.heading && <div className={classes.heading}>{props.heading}</div>}
          <div role="listbox" id={list} aria-label={t("form.options")}>
            {options.map((option, i) => (
              <div
                key={option.key}
                id={`${list}-${i}`}
                role="option"
                tabIndex={-1}
                aria-selected={i === at}
                data-active={i === at || undefined}
                data-special={option.special || undefined}
                className={classes.option}
                ref={i === at ? scrollThere : undefined}
                onPointerMove={() => setActive(i)}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => pick(option)}
                onKeyDown={undefined}
              >
                <span className={classes.name}>{option.name}</span>
                {option.detail && <span className={classes.detail}>{option.detail}</span>}
              </div>
            ))}
          </div>
          {options.length === 0 && (
            <div className={classes.empty} role="status">
              {t(props.busy ? "form.searching" : "form.nothingFound")}
            </div>
          )}
        </FloatingList>
      )}
    </>
  );
}

function scrollThere(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

/** Moves through the options by arrow keys; whether the key was one. */
function steer(event: KeyboardEvent, count: number, at: number, move: (to: number) => void): boolean {
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 }[event.key];
  if (to === undefined || count === 0) return false;
  event.preventDefault();
  move(Math.max(0, Math.min(count - 1, to)));
  return true;
}
