import { teach } from "@/i18n";

await teach("home", {
  en: () => import("@/i18n/en/home.json"),
  de: () => import("@/i18n/de/home.json"),
  ar: () => import("@/i18n/ar/home.json"),
});
