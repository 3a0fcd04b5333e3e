import { useTranslation } from "@/i18n";

export function Picking() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}

export function PickOne() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}
