import { Button, Group } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Message } from "@/app/errors";
import { help, label, useTranslation } from "@/i18n";
import type { Entity } from "@/meta/types";
import type { ListState } from "./state";
import type { SetState } from "./useListState";

/** A list without rows: either nothing fits, or there is nothing yet. */
export function Empty({ entity, state, set }: { entity: Entity; state: ListState; set: SetState }) {
  const { t } = useTranslation();
  const filtered = Object.keys(state.filters).length > 0 || state.q !== "";
  const create = entity.may_create && (
    <Button
      leftSection={<IconPlus size={14} />}
      renderRoot={(props) => <Link to="/$plural/new" params={{ plural: entity.plural }} {...props} />}
    >
      {t("list.new", { name: label(entity.label) })}
    </Button>
  );
  if (filtered) {
    return (
      <Message
        within
        title={t("list.nothingFits")}
        action={
          <Group gap="xs">
            <Button variant="default" onClick={() => set({ filters: {}, q: "" })}>
              {t("list.dropFilters")}
            </Button>
            {create}
          </Group>
        }
      >
        {t("list.nothingFitsText")}
      </Message>
    );
  }
  return (
    <Message within title={t("list.empty", { name: label(entity.label) })} action={create}>
      {helpOf(entity)}
    </Message>
  );
}

/** What an entity is, as the server says it; its first sentence where there is much. */
export function helpOf(entity: Entity): string {
  const text = help(entity.help);
  const [first = ""] = text.split(/(?<=\.)\s/);
  return text.length > 220 ? first : text;
}
