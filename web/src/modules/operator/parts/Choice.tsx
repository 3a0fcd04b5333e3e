import { Select } from "@mantine/core";
import type { Search } from "@/app/search";
import { useTranslation } from "@/i18n";

interface ChoiceProps {
  name: string;
  values: { value: string; label: string }[];
  filters: Search;
  change: (change: Search) => void;
}

/** A filter by one of a few values. */
export function Choice({ name, values, filters, change }: ChoiceProps) {
  const { t } = useTranslation();
  const title = t(`operator.by.${name}`);
  return (
    <Select
      data={values}
      value={filters[name] ?? null}
      onChange={(value) => change({ [name]: value ?? "" })}
      aria-label={title}
      placeholder={title}
      clearable
      clearButtonProps={{ "aria-label": t("operator.clear", { name: title }) }}
      searchable={values.length > 8}
      w={170}
    />
  );
}
