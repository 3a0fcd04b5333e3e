import "@/i18n/parts/settings";
import "@/i18n/parts/profile";
import "@/i18n/parts/door";
import "@/i18n/parts/form";
import { Skeleton } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { Message } from "@/app/errors";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { type SectionGroup, Sections } from "./parts/Sections";
import { groups } from "./sections";

/** The settings of the company: a list of sections, and the one that is shown. */
export function Settings() {
  const { t } = useTranslation();
  const { model, may } = useSession();
  const { section } = useParams({ strict: false });
  const seen = groups.map((group) => ({
    ...group,
    parts: group.parts.filter((part) => (!part.entity || model.named(part.entity)) && (!part.need || may(part.need))),
  }));
  const pages = seen.flatMap((group) => group.parts).filter((part) => part.page);
  const shown = section ? pages.find((part) => part.key === section) : pages[0];
  const listed: SectionGroup[] = seen
    .filter((group) => group.parts.length > 0)
    .map((group) => ({
      key: group.key,
      label: t(`settings.groups.${group.key}`),
      sections: group.parts.map((part) => ({
        key: part.key,
        label: t(`settings.parts.${part.key}`),
        to: part.page ? `/settings/${part.key}` : `/${model.named(part.entity)?.plural}`,
        away: !part.page,
      })),
    }));
  const Page = shown?.page;
  return (
    <Sections title={t("nav.settings")} home="/settings" groups={listed} current={section} alone={pages[0]?.key}>
      {Page ? (
        <Suspense fallback={<Skeleton height={120} />}>
          <Page key={shown.key} />
        </Suspense>
      ) : (
        <Message title={t("notFound.title")}>{t("notFound.text")}</Message>
      )}
    </Sections>
  );
}
