import { teach } from "@/i18n";

await teach("profile", {
  en: () => import("@/i18n/en/profile.json"),
  de: () => import("@/i18n/de/profile.json"),
  ar: () => import("@/i18n/ar/profile.json"),
});
