import { label, useTranslation } from "@/i18n";
import type { Amount, Field } from "@/meta/types";
import { money } from "@/ui/format";
import { type FormStore, useDirty } from "../store";
import classes from "./LineGrid.module.css";

/** The sums of a document as the server has computed them; it does so again when saving. */
export function Totals({ form, fields, isNew }: { form: FormStore; fields: Field[]; isNew: boolean }) {
  const { t } = useTranslation();
  const dirty = useDirty(form);
  const total = form.base.total as Amount | undefined;
  if (isNew) return <span className={classes.stale}>{t("form.totalsLater")}</span>;
  return (
    <dl className={classes.totals}>
      {fields.map((field) => {
        const grand = field.name === "total";
        return [
          <dt key={`${field.name}-term`} className={grand ? classes.grand : undefined}>
            {label(field.label)} {grand && total?.currency}
          </dt>,
          <dd key={field.name} className={grand ? classes.grand : undefined}>
            {money(form.base[field.name] as Amount, false)}
          </dd>,
        ];
      })}
      {dirty && <dd className={classes.stale}>{t("form.savedValues")}</dd>}
    </dl>
  );
}
