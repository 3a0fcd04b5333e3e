import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { post } from "@/api/client";
import { asProblem, type Problem } from "@/api/problem";
import { useSession } from "@/app/session";
import type { Values } from "@/forms/values";
import { label, useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Entity, Row } from "@/meta/types";
import { dialogOf } from "@/modules/dialogs";
import { chainKey } from "@/modules/sales/chain";
import type { Deed } from "./flow";
import type { Work } from "./useRecord";

/** Does what can be done to a record, after asking for what it takes. */
export function useDeeds(entity: Entity, work: Work) {
  const { t } = useTranslation();
  const { model } = useSession();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Deed | undefined>();
  const [answer, setAnswer] = useState<{ deed: Deed; values: Values } | undefined>();
  const [busy, setBusy] = useState<string | undefined>();

  const perform = useCallback(
    async (deed: Deed, body: Values, then?: (answer: Row) => void): Promise<Problem | undefined> => {
      setBusy(deed.verb);
      try {
        const version = Number(work.form.base.version);
        const told = await post<Row>(`${entity.plural}/${work.record.id}/${deed.verb}`, body, { version });
        setAsking(undefined);
        const answers = deed.step ? entity.name : deed.action?.answers;
        const other = answers === entity.name ? undefined : model.named(answers);
        if (answers === entity.name && told?.id === work.record.id) work.take(told);
        else await work.reload();
        void queries.invalidateQueries({ queryKey: chainKey });
        then?.(told);
        if (other && told?.id) tellOf(other, told, t("record.made", { what: label(other.label) }));
        else if (answers === entity.name && told?.id && told.id !== work.record.id) tellOf(entity, told, deed.name);
        else if (told && !answers && Object.keys(told).length > 0) setAnswer({ deed, values: told });
        return undefined;
      } catch (thrown) {
        return asProblem(thrown);
      } finally {
        setBusy(undefined);
      }
    },
    [entity, model, queries, t, work],
  );

  const start = useCallback(
    async (deed: Deed) => {
      if (deed.refused) return;
      if (!deed.file && work.form.dirty && !(await work.save())) return;
      if (deed.file || deed.fields.length > 0 || deed.final || dialogOf(entity, deed.verb)) {
        setAsking(deed);
        return;
      }
      const problem = await perform(deed, {});
      if (problem) notifications.show({ color: "red", title: deed.name, message: problem.message, autoClose: 10_000 });
    },
    [entity, perform, work],
  );
  return { asking, setAsking, answer, setAnswer, busy, start, perform };
}

function tellOf(entity: Entity, record: Row, title: string): void {
  notifications.show({
    color: "green",
    title,
    message: (
      <Link to="/$plural/$id" params={{ plural: entity.plural, id: record.id }}>
        {titleOf(entity, record)}
      </Link>
    ),
    autoClose: 10_000,
  });
}
