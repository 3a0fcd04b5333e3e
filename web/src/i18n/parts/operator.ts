import { teach } from "@/i18n";

await teach("operator", {
  en: () => import("@/i18n/en/operator.json"),
  de: () => import("@/i18n/de/operator.json"),
  ar: () => import("@/i18n/ar/operator.json"),
});
