import { teach } from "@/i18n";

await teach("settings", {
  en: () => import("@/i18n/en/settings.json"),
  de: () => import("@/i18n/de/settings.json"),
  ar: () => import("@/i18n/ar/settings.json"),
});
