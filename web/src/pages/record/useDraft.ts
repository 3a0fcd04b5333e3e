import { useCallback, useEffect, useState } from "react";
import { useSession } from "@/app/session";
import { type Draft, draftKey, drafts } from "@/forms/drafts";
import type { FormStore } from "@/forms/store";
import { isEditable, type Values } from "@/forms/values";
import type { Entity } from "@/meta/types";

const pause = 500;

/**
 * Keeps what is typed and not saved, and finds what was typed before a crash or the end of
 * a session. A draft goes as soon as there is nothing left to save.
 */
export function useDraft(entity: Entity, id: string, form: FormStore) {
  const { meta, me } = useSession();
  const key = draftKey(meta.tenant.id, me.user.id, entity.name, id);
  const [found, setFound] = useState<Draft | undefined>();
  useEffect(() => {
    let gone = false;
    void drafts.find(key).then((draft) => {
      if (!gone && draft && !form.dirty) setFound(draft);
    });
    return () => {
      gone = true;
    };
  }, [key, form]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let touched = false;
    const write = () => {
      if (form.dirty) {
        const values = Object.fromEntries(form.changed.map((field) => [field.name, form.values[field.name]]));
        void drafts.keep(key, { values, version: Number(form.base.version ?? 0), at: Date.now() });
      } else if (touched) {
        touched = false;
        void drafts.drop(key);
      }
    };
    const stop = form.subscribe(() => {
      clearTimeout(timer);
      if (form.dirty) {
        touched = true;
        timer = setTimeout(write, pause);
      } else write(); // what is saved is offered to nobody again, not even when the page goes now
    });
    const hide = () => {
      clearTimeout(timer);
      write();
    };
    addEventListener("pagehide", hide);
    return () => {
      stop();
      hide();
      removeEventListener("pagehide", hide);
    };
  }, [form, key]);

  const restore = useCallback(() => {
    if (!found) return;
    const names = new Set(form.fields.filter(isEditable).map((field) => field.name));
    const values: Values = { ...form.values };
    for (const [name, value] of Object.entries(found.values)) if (names.has(name)) values[name] = value;
    form.rebase(form.base, values);
    setFound(undefined);
  }, [form, found]);
  const forget = useCallback(() => {
    setFound(undefined);
    void drafts.drop(key);
  }, [key]);
  return { draft: found, restore, forget };
}
