import { teach } from "@/i18n";

await teach("crm", {
  en: () => import("@/i18n/en/crm.json"),
  de: () => import("@/i18n/de/crm.json"),
  ar: () => import("@/i18n/ar/crm.json"),
});
