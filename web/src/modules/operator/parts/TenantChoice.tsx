import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import type { Known } from "./api";
import { useAsked } from "./data";

interface Props {
  value?: string;
  onChange: (id: string | null) => void;
  /** Stands in a form, under its name and over its whole width. */
  field?: boolean;
}

/** Finds a tenant by its name or the beginning of its slug. */
export function TenantChoice({ value, onChange, field }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed, 200);
  const found = useAsked<Known<"ClientPage">>(`clients?limit=20&q=${encodeURIComponent(q)}`);
  const chosen = useAsked<Known<"Client">>(`clients/${value}`, { enabled: !!value });
  const clients = [...(found.data?.data ?? [])];
  if (value && chosen.data?.id === value && !clients.some((one) => one.id === value)) clients.unshift(chosen.data);
  const title = t("operator.col.tenant");
  return (
    <Select
      label={field && title}
      aria-label={field ? undefined : title}
      placeholder={title}
      data={clients.map((one) => ({ value: one.id, label: `${one.name} (${one.slug})` }))}
      value={value ?? null}
      onChange={onChange}
      searchable
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={t("operator.noneMatch")}
      clearable
      clearButtonProps={{ "aria-label": t("operator.clear", { name: title }) }}
      w={field ? undefined : 220}
    />
  );
}

/** The name of a tenant, known by its id. */
export function useTenantNames(): (id: string | null | undefined) => string {
  const { t } = useTranslation();
  const all = useAsked<Known<"ClientPage">>("clients?limit=200");
  const names = new Map((all.data?.data ?? []).map((one) => [one.id, one.slug]));
  return (id) => (id ? (names.get(id) ?? id.slice(-8)) : t("operator.installation"));
}
