import { useSession } from "@/app/session";
import { label, useTranslation } from "@/i18n";
import type { Field, Reference } from "@/meta/types";
import classes from "../Field.module.css";
import type { Wiring } from "../Frame";
import { ReferenceInput } from "./ReferenceInput";

interface Props {
  wiring: Wiring;
  field: Field;
  value: Reference | null | undefined;
  onChange: (value: Reference | null) => void;
}

/** What a record can be about, most likely first. */
const likely = ["crm.client", "crm.lead", "sales.quote", "sales.order", "sales.shipment", "billing.invoice", "billing.payment"];

/** A record of any entity: first what it is, then which. */
export function RecordInput({ wiring, field, value, onChange }: Props) {
  const { t } = useTranslation();
  const { model } = useSession();
  const kind = String(value?.entity ?? "");
  const known = model.entities.filter((entity) => likely.includes(entity.name) || entity.name === kind);
  return (
    <>
      <select
        className={classes.input}
        aria-label={t("form.kindOf", { name: label(field.label) })}
        value={kind}
        onChange={(event) => onChange(event.currentTarget.value ? { id: "", entity: event.currentTarget.value } : null)}
      >
        <option value="" />
        {known.map((entity) => (
          <option key={entity.name} value={entity.name}>
            {label(entity.label)}
          </option>
        ))}
      </select>
      <ReferenceInput
        key={kind}
        wiring={wiring}
        field={{ ...field, type: "reference", target: kind || undefined }}
        value={value?.id ? value : null}
        onChange={(picked) => onChange(picked ? { ...picked, entity: kind } : null)}
      />
    </>
  );
}
