import "@/i18n/parts/operator";

export { Alerts } from "./Alerts";
export { Audit } from "./Audit";
export { Console } from "./Console";
export { DeadLetters } from "./DeadLetters";
export { Flags } from "./Flags";
export { Health } from "./Health";
export { Jobs } from "./Jobs";
export { Overview } from "./Overview";
export { People } from "./People";
export { Plans } from "./Plans";
export { Schedules } from "./Schedules";
export { Security } from "./Security";
export { Shards } from "./Shards";
export { Tenants } from "./Tenants";
export { TenantPage } from "./tenant/TenantPage";
