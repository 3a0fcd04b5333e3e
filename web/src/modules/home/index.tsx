import { useTranslation } from "@/i18n";

export function Home() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}
