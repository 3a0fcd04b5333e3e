import { Button } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "@/i18n";
import { Message } from "./errors";

/** Stands where the application would be while there is no connection; goes on by itself when there is one. */
export function Offline({ retry }: { retry: () => void }) {
  const { t } = useTranslation();
  useEffect(() => {
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, [retry]);
  return (
    <main>
      <Message title={t("pwa.offline")} action={<Button onClick={retry}>{t("app.retry")}</Button>}>
        {t("pwa.offlineHelp")}
      </Message>
    </main>
  );
}
