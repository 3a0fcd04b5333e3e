import { Button } from "@mantine/core";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "@/i18n";
import { dirtyForms } from "./dirty";
import classes from "./NewVersion.module.css";
import { newVersionWaits, onNewVersion, takeNewVersion, tellWorkerWords } from "./pwa";

/** Tells that there is a newer version, and loads it when somebody wants it; never under a form that is not saved. */
export function NewVersion() {
  const { t } = useTranslation();
  const waits = useSyncExternalStore(onNewVersion, newVersionWaits);
  const [held, setHeld] = useState(false);
  useEffect(() => void tellWorkerWords(t("pwa.somethingNew")), [t]);
  if (!waits) return null;
  const take = () => (dirtyForms() > 0 ? setHeld(true) : takeNewVersion());
  return (
    <div className={classes.notice} role="status">
      <span>{t(held ? "pwa.saveFirst" : "pwa.newVersion")}</span>
      <Button size="compact-xs" onClick={take}>
        {t("pwa.reload")}
      </Button>
    </div>
  );
}
