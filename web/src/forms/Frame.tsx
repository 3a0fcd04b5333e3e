import { type ReactNode, useId } from "react";
import { help, label, useTranslation } from "@/i18n";
import type { Field } from "@/meta/types";
import classes from "./Field.module.css";

/** What an input is given so that it belongs to its label, its help and its error. */
export interface Wiring {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  "aria-required": true | undefined;
  /** Has a dialog that opens put the focus here. */
  "data-autofocus"?: true;
}

interface Props {
  field: Field;
  error?: string;
  required?: boolean;
  /** Leaves the box out, for those that have none. */
  bare?: boolean;
  className?: string;
  autoFocus?: boolean;
  children: (wiring: Wiring) => ReactNode;
}

/** An input with its label above, its help, and what is wrong with it below. */
export function Frame({ field, error, required = field.required, bare, className, autoFocus, children }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const helps = help(field.help, field.label);
  const described = [helps && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  const wiring: Wiring = {
    id,
    "aria-describedby": described,
    "aria-invalid": error ? true : undefined,
    "aria-required": required || undefined,
    "data-autofocus": autoFocus || undefined,
  };
  return (
    <div className={className ? `${classes.frame} ${className}` : classes.frame} data-field={field.name}>
      <label className={classes.label} htmlFor={id}>
        <span data-help={helps || undefined}>{label(field.label)}</span>
        {required && (
          <span className={classes.required} title={t("form.required")} aria-hidden>
            *
          </span>
        )}
      </label>
      {bare ? (
        children(wiring)
      ) : (
        <div className={classes.box} data-invalid={error ? true : undefined}>
          {children(wiring)}
        </div>
      )}
      {helps && (
        <div id={`${id}-help`} hidden>
          {helps}
        </div>
      )}
      {error && (
        <div className={classes.error} id={`${id}-error`}>
          {error}
        </div>
      )}
    </div>
  );
}
