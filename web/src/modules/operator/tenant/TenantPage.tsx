import { Alert, Tabs } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { ProblemPanel } from "@/app/errors";
import { useTranslation } from "@/i18n";
import { instant } from "@/ui/format";
import type { Known } from "../parts/api";
import { useAsked, useFilters } from "../parts/data";
import { Page } from "../parts/Page";
import { Pill } from "../parts/Pill";
import classes from "../parts/parts.module.css";
import { Waiting } from "../parts/Sheet";
import { Details } from "./Details";
import { FlagsOf } from "./FlagsOf";
import { History } from "./History";
import { Life } from "./Life";
import { Modules } from "./Modules";
import { Support } from "./Support";
import { Tokens } from "./Tokens";

const tabs = ["details", "modules", "flags", "support", "tokens", "history"] as const;

/** One tenant: what it is, and what can be done with it. */
export function TenantPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams({ strict: false });
  const query = useAsked<Known<"Client">>(`clients/${id}`);
  if (query.error) return <ProblemPanel error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) {
    return (
      <Page title={t("operator.nav.tenants")}>
        <Waiting />
      </Page>
    );
  }
  return <Shown client={query.data} />;
}

function Shown({ client }: { client: Known<"Client"> }) {
  const { t } = useTranslation();
  const [{ tab = "details" }, change] = useFilters("tab");
  return (
    <Page
      title={client.name}
      note={
        <>
          <Link to="/operator/tenants" className={classes.link}>
            {t("operator.nav.tenants")}
          </Link>{" "}
          / <bdi className={classes.code}>{client.slug}</bdi> <Pill state={client.status} />
        </>
      }
      actions={<Life client={client} />}
    >
      {client.reason && (
        <Alert color="orange" variant="light" p="xs">
          {t("operator.because", { reason: client.reason })}
        </Alert>
      )}
      <SupportBanner id={client.id} />
      <Tabs value={tab} onChange={(next) => change({ tab: next && next !== "details" ? next : "" })}>
        <Tabs.List>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`operator.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="details" pt="md">
          <Details client={client} />
        </Tabs.Panel>
        <Tabs.Panel value="modules" pt="md">
          <Modules client={client} />
        </Tabs.Panel>
        <Tabs.Panel value="flags" pt="md">
          <FlagsOf client={client} />
        </Tabs.Panel>
        <Tabs.Panel value="support" pt="md">
          <Support client={client} />
        </Tabs.Panel>
        <Tabs.Panel value="tokens" pt="md">
          <Tokens client={client} />
        </Tabs.Panel>
        <Tabs.Panel value="history" pt="md">
          <History client={client} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

/** Stands above a tenant as long as operators may look into it. */
function SupportBanner({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useAsked<Known<"SupportPage">>(`clients/${id}/support`, { every: 30_000 });
  const open = query.data?.data.filter((one) => one.status === "accepted") ?? [];
  return open.map((one) => (
    <Alert key={one.id} color="red" variant="light" p="xs" role="status">
      {t("operator.supportOpen", {
        name: one.name,
        reach: t(`operator.reach.${one.reach}`),
        until: instant(one.until),
        reason: one.reason,
      })}
    </Alert>
  ));
}
