import { teach } from "@/i18n";

await teach("picking", {
  en: () => import("@/i18n/en/picking.json"),
  de: () => import("@/i18n/de/picking.json"),
  ar: () => import("@/i18n/ar/picking.json"),
});
