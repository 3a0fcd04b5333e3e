import { useTranslation } from "@/i18n";

export function Shortcuts() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}
