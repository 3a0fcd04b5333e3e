import { teach } from "@/i18n";

await teach("record", {
  en: () => import("@/i18n/en/record.json"),
  de: () => import("@/i18n/de/record.json"),
  ar: () => import("@/i18n/ar/record.json"),
});
