import { Popover } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "@/i18n";
import { day } from "@/ui/format";
import classes from "../Field.module.css";
import type { Wiring } from "../Frame";
import { editableDay, typedDay } from "./day";
import { useSelected } from "./useSelected";

const Calendar = lazy(() => import("./Calendar").then((m) => ({ default: m.Calendar })));

interface Props {
  wiring: Wiring;
  value: string | undefined;
  onChange: (value: string | null) => void;
  autoFocus?: boolean;
  /** Leaves the button of the calendar out. */
  plain?: boolean;
}

/** A day, typed in the order of one's language or chosen from a calendar. */
export function DayInput({ wiring, value, onChange, autoFocus, plain }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | undefined>();
  const [open, setOpen] = useState(false);
  const wrong = typed !== undefined && typedDay(typed) === undefined;
  const selected = useSelected(() => setTyped(editableDay(value)));
  useEffect(() => {
    setTyped((old) => (old !== undefined && typedDay(old) === (value ?? "") ? old : undefined));
  }, [value]);
  const change = (text: string) => {
    setTyped(text);
    const read = typedDay(text);
    if (read !== undefined && read !== (value ?? "")) onChange(read || null);
  };
  return (
    <>
      <input
        {...wiring}
        {...selected}
        className={classes.input}
        autoComplete="off"
        placeholder={editableDay("2026-12-31").replace(/[\p{Nd}]/gu, "–")}
        // biome-ignore lint/a11y/noAutofocus: only where a dialog has just been opened for it
        autoFocus={autoFocus}
        aria-invalid={wrong || wiring["aria-invalid"]}
        title={wrong ? t("form.noDay") : undefined}
        value={typed ?? day(value)}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown" && event.altKey) setOpen(true);
        }}
        onBlur={() => {
          if (!wrong) setTyped(undefined);
        }}
      />
      {!plain && (
        <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus returnFocus>
          <Popover.Target>
            <button
              type="button"
              className={classes.tool}
              tabIndex={-1}
              aria-label={t("form.calendar")}
              onClick={() => setOpen((is) => !is)}
            >
              <IconCalendar size={15} />
            </button>
          </Popover.Target>
          <Popover.Dropdown p="xs">
            {open && (
              <Suspense>
                <Calendar
                  value={value}
                  onPick={(picked) => {
                    onChange(picked);
                    setOpen(false);
                  }}
                />
              </Suspense>
            )}
          </Popover.Dropdown>
        </Popover>
      )}
    </>
  );
}
