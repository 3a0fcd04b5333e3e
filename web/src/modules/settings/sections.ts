import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** One section of the settings: a page of its own, or the list of an entity. */
export interface Part {
  key: string;
  /** Its page; without one it leads to the list of its entity. */
  page?: LazyExoticComponent<ComponentType>;
  /** The entity without which there is nothing to see, and whose list it leads to. */
  entity?: string;
  /** The permission without which there is nothing to see. */
  need?: string;
}

/** The sections of the settings, by what they are about. */
export const groups: { key: string; parts: Part[] }[] = [
  {
    key: "company",
    parts: [
      { key: "company", page: lazy(() => import("./Company").then((m) => ({ default: m.Company }))), entity: "documents.letterhead" },
      { key: "sites", entity: "identity.site" },
      { key: "departments", entity: "identity.department" },
      { key: "taxes", entity: "catalog.tax_rate" },
      { key: "prices", entity: "catalog.price_list" },
      { key: "numbers", page: lazy(() => import("./Numbers").then((m) => ({ default: m.Numbers }))), entity: "numbering.series" },
      { key: "fields", entity: "system.custom_field" },
      { key: "surveys", entity: "sales.survey_policy" },
    ],
  },
  {
    key: "people",
    parts: [
      { key: "users", page: lazy(() => import("./Users").then((m) => ({ default: m.Users }))), entity: "identity.user" },
      { key: "roles", page: lazy(() => import("./Roles").then((m) => ({ default: m.Roles }))), entity: "identity.role" },
      { key: "exceptions", entity: "identity.exception" },
      { key: "support", page: lazy(() => import("./Support").then((m) => ({ default: m.Support }))), entity: "identity.support_grant" },
    ],
  },
  {
    key: "signin",
    parts: [
      { key: "policy", page: lazy(() => import("./Policy").then((m) => ({ default: m.Policy }))), need: "signin.policy.read" },
      { key: "providers", page: lazy(() => import("./Providers").then((m) => ({ default: m.Providers }))), entity: "signin.provider" },
      { key: "sessions", entity: "signin.session", need: "identity.user.edit" },
    ],
  },
  {
    key: "letters",
    parts: [
      { key: "postings", page: lazy(() => import("./Postings").then((m) => ({ default: m.Postings }))), entity: "communications.posting" },
      { key: "templates", page: lazy(() => import("./Templates").then((m) => ({ default: m.Templates }))), entity: "communications.template" },
      { key: "suppressions", entity: "communications.suppression" },
      { key: "optOuts", entity: "communications.opt_out" },
    ],
  },
  {
    key: "integrations",
    parts: [
      { key: "webhooks", page: lazy(() => import("./Webhooks").then((m) => ({ default: m.Webhooks }))), entity: "integrations.webhook" },
      { key: "flags", page: lazy(() => import("./Flags").then((m) => ({ default: m.Flags }))) },
    ],
  },
  {
    key: "oversight",
    parts: [
      { key: "retention", page: lazy(() => import("./Retention").then((m) => ({ default: m.Retention }))), entity: "governance.retention" },
      { key: "privacy", page: lazy(() => import("./Privacy").then((m) => ({ default: m.Privacy }))), need: "governance.privacy.read" },
      { key: "consents", entity: "crm.consent" },
      { key: "alertRules", entity: "governance.alert_rule" },
      { key: "alerts", entity: "governance.alert" },
      { key: "changes", entity: "system.change" },
      { key: "access", entity: "system.access" },
      { key: "events", entity: "signin.security_event", need: "identity.user.edit" },
      { key: "findings", entity: "integrity.finding" },
    ],
  },
]; // biome-ignore format: a table
