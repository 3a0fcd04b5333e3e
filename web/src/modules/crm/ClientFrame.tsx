import "@/i18n/parts/crm";
import { Alert, Button, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import { label, useTranslation } from "@/i18n";
import type { Entity, Page } from "@/meta/types";
import type { FrameProps } from "@/pages/record/RecordView";
import { Related, RelatedRows } from "@/pages/record/Related";
import classes from "./Client.module.css";
import { ClientFigures } from "./ClientFigures";
import { covered, tabsOf } from "./client";

/** Everything about a client: how it stands, who they are, and what is and was done with them. */
export function ClientFrame({ entity, work, later, children }: FrameProps) {
  const { t } = useTranslation();
  const { model } = useSession();
  const { record, problem } = work;
  const [tab, setTab] = useTab();
  const tabs = tabsOf(model, entity);
  const open = tabs.some((one) => one.key === tab) ? tab : "overview";
  const strip = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the open tab is in view
  useEffect(() => {
    strip.current?.querySelector("[role=tab][data-active]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [open]);
  // What was wrong with a field is read where the field is.
  useEffect(() => {
    if (problem) setTab("overview");
  }, [problem, setTab]);
  return (
    <>
      <ClientFigures client={record} later={later} />
      <Tabs ref={strip} value={open} onChange={(key) => key && setTab(key)}>
        <Tabs.List className={classes.tabs} aria-label={t("crm.client.tabs")}>
          <Tabs.Tab value="overview">{t("crm.client.overview")}</Tabs.Tab>
          {tabs.map(({ key, parts }) => (
            <Tabs.Tab key={key} value={key}>
              {parts.map((part) => t(`plural.${part.entity.plural}`, { defaultValue: label(part.entity.label) })).join(" · ")}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview" pt="md">
          {later && record.status === "active" && <FirstStep client={record.id} />}
          {children}
          {later && <Related entity={entity} id={record.id} without={covered} param="more" />}
        </Tabs.Panel>
        {tabs.map(({ key, parts }) => (
          <Tabs.Panel key={key} value={key} pt="md">
            {parts.map((part) => (
              <section key={part.entity.name} className={classes.part}>
                {parts.length > 1 && (
                  <h2 className={classes.heading}>
                    {t(`plural.${part.entity.plural}`, { defaultValue: label(part.entity.label) })}
                  </h2>
                )}
                <RelatedRows relation={part} id={record.id} sums={part.sums} />
              </section>
            ))}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}

/** The tab that is open, which the address names. */
function useTab(): [string | undefined, (key: string) => void] {
  const { tab } = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const set = useCallback(
    (key: string) =>
      void navigate({
        to: ".",
        search: (old) => ({ ...old, tab: key === "overview" ? undefined : key, more: undefined }),
        replace: true,
      }),
    [navigate],
  );
  return [tab, set];
}

/** What comes first with a client of whom nothing is known yet but who they are. */
function FirstStep({ client }: { client: string }) {
  const { t } = useTranslation();
  const { model } = useSession();
  const quotes = model.named("sales.quote");
  const { data } = useQuery({
    queryKey: [quotes?.plural, "any", client],
    queryFn: async ({ signal }) =>
      (await api<Page>(`${quotes?.plural}?client=${client}&limit=1&fields=id`, { signal })).data.length > 0,
    enabled: !!quotes?.may_create,
  });
  if (!quotes || data !== false) return null;
  return (
    <Alert variant="light" mb="md" title={t("crm.client.firstTitle")}>
      <div className={classes.first}>
        {t("crm.client.firstText")}
        <NewQuote quotes={quotes} client={client} />
      </div>
    </Alert>
  );
}

function NewQuote({ quotes, client }: { quotes: Entity; client: string }) {
  const { t } = useTranslation();
  return (
    <Button renderRoot={(props) => <Link to="/$plural/new" params={{ plural: quotes.plural }} search={{ client }} {...props} />}>
      {t("crm.convert.quote")}
    </Button>
  );
}
