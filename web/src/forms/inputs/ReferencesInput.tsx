import { Pill } from "@mantine/core";
import { useMemo } from "react";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Field, Reference } from "@/meta/types";
import classes from "../Field.module.css";
import type { Wiring } from "../Frame";
import { useTitles } from "../reference";
import { ReferenceInput } from "./ReferenceInput";

interface Props {
  wiring: Wiring;
  field: Field;
  /** Ids, as the API has them in lists. */
  value: (string | Reference)[];
  onChange: (value: Reference[]) => void;
  /** Offers no new one. */
  existing?: boolean;
  autoFocus?: boolean;
}

/** Several records: those that are chosen, each to be taken out, and one more to choose. */
export function ReferencesInput({ wiring, field, value, onChange, existing, autoFocus }: Props) {
  const { t } = useTranslation();
  const target = useSession().model.named(field.target);
  const chosen = useMemo(() => value.map((one) => (typeof one === "string" ? { id: one } : one)), [value]);
  const ids = useMemo(() => chosen.filter((one) => !one.title).map((one) => one.id), [chosen]);
  const titles = useTitles(target?.name, ids);
  const nameOf = (one: Reference) => {
    const row = titles.get(one.id);
    return one.title ?? (target && row ? titleOf(target, row) : one.id.slice(-8));
  };
  return (
    <>
      <div className={classes.pills}>
        {chosen.map((one) => (
          <Pill
            key={one.id}
            size="sm"
            withRemoveButton
            removeButtonProps={{ "aria-label": t("form.remove", { name: nameOf(one) }), "aria-hidden": false, tabIndex: 0 }}
            onRemove={() => onChange(chosen.filter((other) => other.id !== one.id))}
          >
            {nameOf(one)}
          </Pill>
        ))}
      </div>
      <ReferenceInput
        wiring={wiring}
        field={field}
        value={null}
        plain
        existing={existing}
        autoFocus={autoFocus}
        onChange={(picked) => {
          if (picked && !chosen.some((one) => one.id === picked.id)) onChange([...chosen, picked]);
        }}
      />
    </>
  );
}
