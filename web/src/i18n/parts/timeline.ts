import { teach } from "@/i18n";

await teach("timeline", {
  en: () => import("@/i18n/en/timeline.json"),
  de: () => import("@/i18n/de/timeline.json"),
  ar: () => import("@/i18n/ar/timeline.json"),
});
