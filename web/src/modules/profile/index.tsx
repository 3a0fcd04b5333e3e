import "@/i18n/parts/profile";
import "@/i18n/parts/door";
import "@/i18n/parts/settings";
import { useSearch } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { useTranslation } from "@/i18n";
import { Sections } from "@/modules/settings/parts/Sections";
import { Activity } from "./Activity";
import { Appearance } from "./Appearance";
import { MyData } from "./MyData";
import { NotificationSettings } from "./NotificationSettings";
import { Person } from "./Person";
import { Security } from "./Security";
import { Sessions } from "./Sessions";
import { Tokens } from "./Tokens";

const sections: Record<string, ComponentType> = {
  person: Person,
  appearance: Appearance,
  security: Security,
  sessions: Sessions,
  notifications: NotificationSettings,
  tokens: Tokens,
  activity: Activity,
  data: MyData,
};

/** The page of one's own account. */
export function Profile() {
  const { t } = useTranslation();
  const { section } = useSearch({ strict: false }) as { section?: string };
  const current = section && section in sections ? section : undefined;
  const Shown = sections[current ?? "person"] ?? Person;
  const entries = Object.keys(sections).map((key) => ({
    key,
    label: t(`profile.sections.${key}`),
    to: "/profile",
    search: { section: key },
  }));
  return (
    <Sections
      title={t("profile.title")}
      home="/profile"
      groups={[{ key: "", label: "", sections: entries }]}
      current={current}
      alone="person"
    >
      <Shown />
    </Sections>
  );
}
