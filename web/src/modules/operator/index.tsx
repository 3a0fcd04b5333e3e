import { useTranslation } from "@/i18n";

export function Console() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}

export function Overview() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}

export function Tenants() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}

export function TenantPage() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}

export function Shards() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}

export function Jobs() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}

export function Schedules() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}

export function DeadLetters() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}

export function Alerts() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}

export function Health() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}

export function Audit() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}

export function People() {
  const { t } = useTranslation();
  return <h1>{t("nav.home")}</h1>;
}
