import {
  IconActivityHeartbeat, IconAlertTriangle, IconBuilding, IconCalendarTime, IconDatabase, IconFlag, IconHistory, IconLayoutDashboard,
  IconListCheck, IconMailX, IconReceipt, IconUserShield,
} from "@tabler/icons-react"; // biome-ignore format: a list
import type { ComponentType } from "react";

interface Place {
  /** Key of its words: operator.nav.<key>. */
  key: string;
  to: string;
  icon: ComponentType<{ size?: number | string; stroke?: number }>;
}

/** The places of the console: what it is about, how it runs, who may do what. */
export const places: { key: string; places: Place[] }[] = [
  {
    key: "",
    places: [
      { key: "overview", to: "/operator", icon: IconLayoutDashboard },
      { key: "tenants", to: "/operator/tenants", icon: IconBuilding },
      { key: "shards", to: "/operator/shards", icon: IconDatabase },
    ],
  },
  {
    key: "work",
    places: [
      { key: "jobs", to: "/operator/jobs", icon: IconListCheck },
      { key: "schedules", to: "/operator/schedules", icon: IconCalendarTime },
      { key: "deadLetters", to: "/operator/dead-letters", icon: IconMailX },
    ],
  },
  {
    key: "state",
    places: [
      { key: "alerts", to: "/operator/alerts", icon: IconAlertTriangle },
      { key: "health", to: "/operator/health", icon: IconActivityHeartbeat },
      { key: "audit", to: "/operator/audit", icon: IconHistory },
    ],
  },
  {
    key: "rules",
    places: [
      { key: "people", to: "/operator/people", icon: IconUserShield },
      { key: "plans", to: "/operator/plans", icon: IconReceipt },
      { key: "flags", to: "/operator/flags", icon: IconFlag },
    ],
  },
];
