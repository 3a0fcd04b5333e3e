import { teach } from "@/i18n";

await teach("door", {
  en: () => import("@/i18n/en/door.json"),
  de: () => import("@/i18n/de/door.json"),
  ar: () => import("@/i18n/ar/door.json"),
});
