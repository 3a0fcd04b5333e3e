import { teach } from "@/i18n";

await teach("stock", {
  en: () => import("@/i18n/en/stock.json"),
  de: () => import("@/i18n/de/stock.json"),
  ar: () => import("@/i18n/ar/stock.json"),
});
