import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import { asProblem, Problem } from "@/api/problem";
import { type Conflict, merge } from "@/forms/merge";
import { chosen } from "@/forms/pending";
import { FormStore } from "@/forms/store";
import { keepTitles, type Values } from "@/forms/values";
import type { Entity, Row } from "@/meta/types";
import { outdate } from "../list/rows";

export type SaveState = "idle" | "saving" | "failed";

/** Somebody else has changed what I have changed: what each of us has, and what is agreed. */
export interface Clash {
  theirs: Row;
  merged: Values;
  conflicts: Conflict[];
}

/** The address of a record with what its references are called. */
export function recordPath(entity: Entity, id: string): string {
  const names = entity.fields.filter((field) => field.type === "reference" && field.target && field.name !== "id");
  const include = names.map((field) => field.name).join(",");
  return `${entity.plural}/${id}${include ? `?include=${include}` : ""}`;
}

export function recordKey(entity: Entity, id: string): string[] {
  return [entity.plural, id, "record"];
}

/** A record that is looked at and worked on. */
export interface Work {
  form: FormStore;
  /** As the server knows it. */
  record: Row;
  state: SaveState;
  problem: Problem | undefined;
  /** Saves what was changed; false when it was not. */
  save: () => Promise<boolean>;
  discard: () => void;
  /** Takes over what an answer says of the record. */
  take: (record: Row) => void;
  reload: () => Promise<void>;
  clash: Clash | undefined;
  /** Ends a clash by the values that were agreed on; nothing to go on as if there was none. */
  settle: (values: Values | undefined) => void;
  /** A version that somebody else has made while I change the record. */
  newer: Row | undefined;
  review: () => void;
}

export function useRecord(entity: Entity, id: string) {
  return useQuery({
    queryKey: recordKey(entity, id),
    queryFn: ({ signal }) => api<Row>(recordPath(entity, id), { signal }),
  });
}

const tries = 3;

export function useWork(entity: Entity, record: Row): Work {
  const queries = useQueryClient();
  const [form] = useState(() => new FormStore(entity.fields, record));
  const [state, setState] = useState<SaveState>("idle");
  const [problem, setProblem] = useState<Problem | undefined>();
  const [clash, setClash] = useState<Clash | undefined>();
  const [newer, setNewer] = useState<Row | undefined>();
  const saving = useRef<Promise<boolean> | undefined>(undefined);
  const version = useCallback(() => Number(form.base.version), [form]);

  useEffect(() => {
    if (record.version < version()) return;
    if (!form.dirty) form.rebase(record);
    else if (record.version > version()) setNewer(record);
  }, [record, form, version]);

  const take = useCallback(
    (answer: Row) => {
      const known = keepTitles(entity.fields, form.values, answer) as Row;
      form.rebase(known);
      setNewer(undefined);
      setProblem(undefined);
      setState("idle");
      queries.setQueryData(recordKey(entity, answer.id), known);
      void outdate(queries, entity, "none");
    },
    [entity, form, queries],
  );

  const attempt = useCallback(async (): Promise<boolean> => {
    for (let i = 0; i < tries; i++) {
      try {
        const path = `${entity.plural}/${record.id}`;
        take(await api<Row>(path, { method: "PATCH", body: form.patch(), version: version() }));
        return true;
      } catch (thrown) {
        if (asProblem(thrown).status !== 412) throw thrown;
        const theirs = await api<Row>(recordPath(entity, record.id));
        const { values, conflicts } = merge(entity.fields, form.base, form.values, theirs);
        if (conflicts.length > 0) {
          setClash({ theirs, merged: values, conflicts });
          return false;
        }
        form.rebase(theirs, values);
        if (!form.dirty) return true;
      }
    }
    throw new Problem({ type: "stale", title: "Changed by someone else" }, 412);
  }, [entity, form, record.id, take, version]);

  const save = useCallback(async (): Promise<boolean> => {
    await chosen();
    if (saving.current) return saving.current;
    if (!form.dirty) {
      setProblem(undefined);
      setState("idle");
      return true;
    }
    setState("saving");
    setProblem(undefined);
    const run = attempt().then(
      (done) => {
        setState(done ? "idle" : "failed");
        return done;
      },
      (thrown: unknown) => {
        const refused = asProblem(thrown);
        form.refuse(refused.errors);
        setProblem(refused);
        setState("failed");
        return false;
      },
    );
    saving.current = run.finally(() => {
      saving.current = undefined;
    });
    return saving.current;
  }, [attempt, form]);

  const discard = useCallback(() => {
    form.rebase(newer ?? form.base);
    setNewer(undefined);
    setProblem(undefined);
    setState("idle");
  }, [form, newer]);

  const reload = useCallback(async () => {
    await queries.invalidateQueries({ queryKey: recordKey(entity, record.id) });
  }, [entity, queries, record.id]);

  const settle = useCallback(
    (values: Values | undefined) => {
      if (values && clash) {
        form.rebase(clash.theirs, values);
        setNewer(undefined);
      }
      setClash(undefined);
      setState("idle");
    },
    [clash, form],
  );

  const review = useCallback(() => {
    if (!newer) return;
    const { values, conflicts } = merge(entity.fields, form.base, form.values, newer);
    if (conflicts.length > 0) setClash({ theirs: newer, merged: values, conflicts });
    else {
      form.rebase(newer, values);
      setNewer(undefined);
    }
  }, [entity.fields, form, newer]);

  return { form, record, state, problem, save, discard, take, reload, clash, settle, newer, review };
}
