import { useEffect, useState } from "react";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import classes from "../Field.module.css";
import type { Wiring } from "../Frame";
import { editableDecimal, typedDecimal } from "./number";
import { useSelected } from "./useSelected";

interface Props {
  wiring: Wiring;
  value: string | undefined;
  onChange: (value: string) => void;
  /** Stands behind the number: a currency, a percent sign. */
  unit?: string;
  whole?: boolean;
  autoFocus?: boolean;
  /** How it is written while nobody works on it. */
  write?: (value: string) => string;
}

/**
 * A number as decimal text. It is a text field: what is pasted with another country's
 * separators is understood, and nothing is made floating.
 */
export function DecimalInput({ wiring, value, onChange, unit, whole, autoFocus, write = decimal }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | undefined>();
  const wrong = typed !== undefined && typedDecimal(typed, whole) === undefined;
  const selected = useSelected(() => setTyped(editableDecimal(value)));
  // What came from elsewhere meanwhile is shown, unless it is what was typed.
  useEffect(() => {
    setTyped((old) => (old !== undefined && typedDecimal(old, whole) === (value ?? "") ? old : undefined));
  }, [value, whole]);
  const change = (text: string) => {
    setTyped(text);
    const read = typedDecimal(text, whole);
    if (read !== undefined) onChange(read);
  };
  return (
    <>
      <input
        {...wiring}
        {...selected}
        className={`${classes.input} ${classes.number}`}
        inputMode={whole ? "numeric" : "decimal"}
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: only where a dialog has just been opened for it
        autoFocus={autoFocus}
        aria-invalid={wrong || wiring["aria-invalid"]}
        title={wrong ? t("form.noNumber") : undefined}
        value={typed ?? (value ? write(value) : "")}
        onChange={(event) => change(event.currentTarget.value)}
        onBlur={() => {
          if (!wrong) setTyped(undefined);
        }}
      />
      {unit && <span className={classes.unit}>{unit}</span>}
    </>
  );
}
