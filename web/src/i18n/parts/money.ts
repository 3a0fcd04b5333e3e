import { teach } from "@/i18n";

await teach("money", {
  en: () => import("@/i18n/en/money.json"),
  de: () => import("@/i18n/de/money.json"),
  ar: () => import("@/i18n/ar/money.json"),
});
