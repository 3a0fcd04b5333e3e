import { teach } from "@/i18n";

await teach("deal", {
  en: () => import("@/i18n/en/deal.json"),
  de: () => import("@/i18n/de/deal.json"),
  ar: () => import("@/i18n/ar/deal.json"),
});
