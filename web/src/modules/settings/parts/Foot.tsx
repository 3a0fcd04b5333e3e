import { Button } from "@mantine/core";
import { useTranslation } from "@/i18n";
import classes from "./parts.module.css";
import type { Saving } from "./useSaving";
import { Wrong } from "./Wrong";

interface Props {
  saving: Saving;
  label?: string;
  disabled?: boolean;
  /** The fields beside which it already stands what is wrong with them, by their pointers. */
  beside?: string[];
}

/** The end of a form: its button, and what became of it. */
export function Foot({ saving, label, disabled, beside = [] }: Props) {
  const { t } = useTranslation();
  const told = saving.problem?.errors.length && saving.problem.errors.every((e) => beside.includes(e.pointer));
  return (
    <>
      {saving.problem && !told && (
        <div className={classes.wide}>
          <Wrong problem={saving.problem} />
        </div>
      )}
      <div className={classes.foot}>
        <Button type="submit" loading={saving.busy} disabled={disabled}>
          {label ?? t("app.save")}
        </Button>
        <span className={classes.state} role="status">
          {saving.saved ? t("settings.saved") : ""}
        </span>
      </div>
    </>
  );
}
