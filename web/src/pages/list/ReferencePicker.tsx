import { Loader, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import { label, useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Page } from "@/meta/types";
import classes from "./list.module.css";
import { listPath } from "./state";
import { useTitles } from "./titles";

interface Props {
  target: string;
  chosen: string[];
  onChange: (ids: string[]) => void;
  /** One at most: choosing another lets go of the first. */
  single?: boolean;
}

/** Records to be chosen from, found by the server as one types. */
export function ReferencePicker({ target, chosen, onChange, single }: Props) {
  const { t } = useTranslation();
  const { model } = useSession();
  const entity = model.named(target);
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 180);
  const titles = useTitles(target, chosen);
  const found = useQuery({
    queryKey: ["pick", target, q],
    queryFn: async ({ signal }) => {
      if (!entity) return [];
      const page = await api<Page>(listPath(entity, { filters: {}, q, sort: "" }, [], 20), { signal });
      return page.data.map((row) => ({ id: row.id, title: titleOf(entity, row) }));
    },
    placeholderData: keepPreviousData,
    enabled: !!entity,
  });
  const options = [
    ...chosen.filter((id) => titles.has(id)).map((id) => ({ id, title: titles.get(id) ?? "" })),
    ...(found.data ?? []).filter((one) => !chosen.includes(one.id)),
  ];
  const toggle = (id: string) => {
    if (single) onChange(chosen.includes(id) ? [] : [id]);
    else onChange(chosen.includes(id) ? chosen.filter((c) => c !== id) : [...chosen, id].slice(0, 12));
  };
  return (
    <div className={classes.picker}>
      {entity?.searchable !== false && (
        <TextInput
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
          placeholder={t("list.searchIn", { name: label(entity?.label) })}
          aria-label={t("list.searchIn", { name: label(entity?.label) })}
          rightSection={found.isFetching ? <Loader size={12} /> : null}
          data-autofocus
        />
      )}
      <div className={classes.options} role="group" aria-label={label(entity?.label)}>
        {options.map((one) => (
          <label key={one.id} className={classes.option}>
            <input
              type={single ? "radio" : "checkbox"}
              checked={chosen.includes(one.id)}
              onChange={() => toggle(one.id)}
              onClick={() => single && chosen.includes(one.id) && toggle(one.id)}
            />
            <span>{one.title}</span>
          </label>
        ))}
        {options.length === 0 && !found.isFetching && <div className={classes.hint}>{t("list.nothingFound")}</div>}
      </div>
    </div>
  );
}
