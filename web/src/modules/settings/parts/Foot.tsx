import { Button } from "@mantine/core";
import { useTranslation } from "@/i18n";
import classes from "./parts.module.css";
import type { Saving } from "./useSaving";
import { Wrong } from "./Wrong";

/** The end of a form: its button, and what became of it. */
export function Foot({ saving, label, disabled }: { saving: Saving; label?: string; disabled?: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      {saving.problem && (
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
