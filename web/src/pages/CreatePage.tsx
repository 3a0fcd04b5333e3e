import "@/i18n/parts/record";
import "@/i18n/parts/form";
import "@/i18n/parts/timeline";
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, post } from "@/api/client";
import { asProblem, type Problem } from "@/api/problem";
import { NotFound } from "@/app/NotFound";
import { useEntity, useSession } from "@/app/session";
import { FormSections } from "@/forms/FormSections";
import { chosen } from "@/forms/pending";
import { FormStore, useValue } from "@/forms/store";
import type { Values } from "@/forms/values";
import { label, useTranslation } from "@/i18n";
import type { Entity, Reference, Row } from "@/meta/types";
import { outdate } from "./list/rows";
import { copyOf, missingOf, newValues } from "./record/create";
import { Guard } from "./record/Guard";
import { DraftNotice, ErrorSummary } from "./record/Notices";
import { PeekPanel } from "./record/PeekPanel";
import classes from "./record/Record.module.css";
import { usePluralName } from "./record/RecordHeader";
import { useDraft } from "./record/useDraft";
import { recordKey, recordPath } from "./record/useRecord";

/** The page on which a record is made: empty, with what the address says, or as a copy of another. */
export function CreatePage() {
  const { plural = "" } = useParams({ strict: false }) as { plural?: string };
  const { from, peek: _, ...known } = useSearch({ strict: false }) as Record<string, string>;
  const entity = useEntity(plural);
  const { company } = useSession();
  const original = useQuery({
    queryKey: entity && from ? recordKey(entity, from) : ["none"],
    queryFn: ({ signal }) => (entity && from ? api<Row>(recordPath(entity, from), { signal }) : undefined),
    enabled: !!entity && !!from,
  });
  if (!entity?.may_create || original.error) return <NotFound />;
  if (from && !original.data) return null;
  const values = newValues(entity, known, company.currency);
  const copied = original.data ? copyOf(entity, original.data) : {};
  return (
    <>
      <Creation key={`${plural} ${from ?? ""}`} entity={entity} values={{ ...values, ...copied }} />
      <PeekPanel />
    </>
  );
}

/** A document is in the currency of its client, unless somebody has chosen another. */
function useClientsCurrency(form: FormStore): void {
  const [client] = useValue(form, "client");
  const id = (client as Reference | null | undefined)?.id;
  const given = useRef(form.values.currency);
  const { data } = useQuery({
    queryKey: ["clients", id, "currency"],
    queryFn: ({ signal }) => api<Row>(`clients/${id}`, { signal }),
    enabled: !!id && "currency" in form.values,
  });
  useEffect(() => {
    if (!data?.currency || form.values.currency !== given.current) return;
    given.current = data.currency;
    form.set("currency", data.currency);
  }, [data, form]);
}

function Creation({ entity, values }: { entity: Entity; values: Values }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const plural = usePluralName(entity);
  // What the page begins with is nothing that somebody has typed: leaving it asks nothing.
  const [form] = useState(() => new FormStore(entity.fields, values));
  const { draft, restore, forget } = useDraft(entity, "new", form);
  useClientsCurrency(form);
  const [problem, setProblem] = useState<Problem | undefined>();
  const [busy, setBusy] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const save = useCallback(async (): Promise<Row | undefined> => {
    await chosen();
    const missing = missingOf(form, t("form.mustBeGiven"));
    if (missing.length > 0) {
      form.refuse(missing);
      setProblem(undefined);
      return undefined;
    }
    setBusy(true);
    try {
      const record = await post<Row>(entity.plural, bodyOf(form), { key: `${key}.${form.revision}` });
      form.rebase(form.values);
      void outdate(queries, entity);
      return record;
    } catch (thrown) {
      const refused = asProblem(thrown);
      form.refuse(refused.errors);
      setProblem(refused);
      return undefined;
    } finally {
      setBusy(false);
    }
  }, [entity, form, key, queries, t]);
  const saveAndOpen = useCallback(async () => {
    const record = await save();
    if (record)
      await navigate({ to: "/$plural/$id", params: { plural: entity.plural, id: record.id }, search: {}, replace: true });
  }, [entity, navigate, save]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      void saveAndOpen();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [saveAndOpen]);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.titles}>
          <nav className={classes.crumbs} aria-label={t("record.where")}>
            <Link to="/$plural" params={{ plural: entity.plural }}>
              {plural}
            </Link>
          </nav>
          <h1 className={classes.title}>{t("record.newTitle", { what: label(entity.label) })}</h1>
        </div>
        <div className={classes.tools}>
          <Button variant="default" renderRoot={(props) => <Link to="/$plural" params={{ plural: entity.plural }} {...props} />}>
            {t("app.cancel")}
          </Button>
          <Button onClick={() => void saveAndOpen()} loading={busy}>
            {t("record.create")}
          </Button>
        </div>
      </header>
      <div className={classes.body}>
        <div className={classes.form}>
          <ErrorSummary form={form} problem={problem} />
          {draft && <DraftNotice at={draft.at} onRestore={restore} onForget={forget} />}
          <FormSections entity={entity} form={form} fixed={false} isNew />
        </div>
      </div>
      <Guard form={form} save={async () => !!(await save())} discard={() => form.rebase(form.base)} />
    </div>
  );
}

/** Everything that is given, for there is nothing yet that it could differ from. */
function bodyOf(form: FormStore): Values {
  return new FormStore(form.fields, {}, form.values).patch();
}
