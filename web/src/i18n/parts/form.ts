import { teach } from "@/i18n";

await teach("form", {
  en: () => import("@/i18n/en/form.json"),
  de: () => import("@/i18n/de/form.json"),
  ar: () => import("@/i18n/ar/form.json"),
});
