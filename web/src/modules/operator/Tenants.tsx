import { Button, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Search } from "@/app/search";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Known } from "./parts/api";
import { Choice } from "./parts/Choice";
import { useAsked, useFilters, usePages } from "./parts/data";
import { Page } from "./parts/Page";
import { Pill } from "./parts/Pill";
import classes from "./parts/parts.module.css";
import { type Column, Sheet } from "./parts/Sheet";
import { When } from "./parts/time";
import { useTyped } from "./parts/typed";
import { CreateTenant } from "./tenant/CreateTenant";
import { Size } from "./tenant/Size";
import { tiers } from "./tenant/tiers";

type Client = Known<"Client">;
const states = [
  "requested",
  "provisioning",
  "active",
  "read_only",
  "suspended",
  "archived",
  "purged",
  "moving",
  "recovering",
  "broken",
];

/** The companies that work here. */
export function Tenants() {
  const { t } = useTranslation();
  const [filters, setFilters] = useFilters("q", "tier", "status", "plan");
  const query = usePages<Client>("clients", filters, { cursor: "after" });
  const [creating, { open, close }] = useDisclosure();
  return (
    <Page
      title={t("operator.nav.tenants")}
      actions={
        <Button leftSection={<IconPlus size={15} />} onClick={open}>
          {t("operator.newTenant")}
        </Button>
      }
    >
      <Filters filters={filters} change={setFilters} />
      <Sheet
        caption={t("operator.nav.tenants")}
        columns={useColumns()}
        rows={query.rows}
        id={(client) => client.id}
        query={query}
        empty={t(Object.keys(filters).length > 0 ? "operator.noneMatch" : "operator.noTenants")}
      />
      <CreateTenant opened={creating} onClose={close} />
    </Page>
  );
}

function useColumns(): Column<Client>[] {
  const { t } = useTranslation();
  return [
    {
      key: "name",
      title: t("operator.col.name"),
      render: (client) => (
        <Link to="/operator/tenants/$id" params={{ id: client.id }}>
          {client.name}
        </Link>
      ),
    },
    { key: "slug", title: t("operator.col.slug"), render: (client) => <bdi className={classes.code}>{client.slug}</bdi> },
    { key: "status", title: t("operator.col.state"), render: (client) => <Pill state={client.status} /> },
    { key: "tier", title: t("operator.col.tier"), render: (client) => t(`operator.tier.${client.tier}`) },
    { key: "plan", title: t("operator.col.plan"), render: (client) => client.plan },
    {
      key: "database",
      title: t("operator.col.database"),
      render: (client) => <bdi className={classes.code}>{client.database}</bdi>,
    },
    {
      key: "users",
      title: t("operator.col.users"),
      end: true,
      render: (client) => (client.usage ? decimal(client.usage.users) : "–"),
    },
    { key: "size", title: t("operator.col.size"), end: true, render: (client) => <Size usage={client.usage} /> },
    {
      key: "activity",
      title: t("operator.col.activity"),
      render: (client) => <When at={client.usage?.last_activity} since />,
    },
    { key: "country", title: t("operator.col.country"), render: (client) => client.country },
    { key: "created", title: t("operator.col.created"), render: (client) => <When at={client.created_at} /> },
  ];
}

function Filters({ filters, change }: { filters: Search; change: (change: Search) => void }) {
  const { t } = useTranslation();
  const plans = useAsked<Known<"PlanPage">>("plans");
  const typed = useTyped(filters.q ?? "", (q) => change({ q }));
  return (
    <div className={classes.filters} role="search">
      <TextInput
        {...typed}
        type="search"
        w={260}
        aria-label={t("operator.findTenant")}
        placeholder={t("operator.findTenant")}
        leftSection={<IconSearch size={14} />}
      />
      <Choice
        name="tier"
        values={tiers.map((tier) => ({ value: tier, label: t(`operator.tier.${tier}`) }))}
        {...{ filters, change }}
      />
      <Choice
        name="status"
        values={states.map((state) => ({ value: state, label: t(`operator.state.${state}`) }))}
        {...{ filters, change }}
      />
      <Choice
        name="plan"
        values={(plans.data?.data ?? []).map((plan) => ({ value: plan.name, label: plan.label }))}
        {...{ filters, change }}
      />
    </div>
  );
}
