import "@/i18n/parts/door";
import "@/i18n/parts/profile";
import "@/i18n/parts/settings";

export { Security as OwnSecurity } from "@/modules/profile/Security";
