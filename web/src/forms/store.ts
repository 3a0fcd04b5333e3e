import { useCallback, useSyncExternalStore } from "react";
import type { FieldError } from "@/api/problem";
import type { Entity, Field } from "@/meta/types";
import { isEditable, same, toBody, type Values } from "./values";

/**
 * What is in a form: what the server knows (base), what is shown (values) and what is
 * wrong with it. Each field draws itself anew when its own value changes, and only then.
 */
export class FormStore {
  private readonly listeners = new Set<() => void>();
  private now: Values;
  private known: Values;
  private wrong = new Map<string, string>();
  private changedFields: Field[] | undefined;
  private count = 0;

  constructor(
    readonly fields: Field[],
    base: Values,
    values: Values = base,
    /** The record that an action is on, whose lines its own lines point at. */
    readonly on?: { entity: Entity; id: string },
  ) {
    this.known = base;
    this.now = values;
  }

  get values(): Values {
    return this.now;
  }

  get base(): Values {
    return this.known;
  }

  /** The fields that differ from what the server knows. */
  get changed(): Field[] {
    this.changedFields ??= this.fields.filter((f) => isEditable(f) && !same(f, this.known[f.name], this.now[f.name]));
    return this.changedFields;
  }

  get dirty(): boolean {
    return this.changed.length > 0;
  }

  /** How often something was changed: another text is another request. */
  get revision(): number {
    return this.count;
  }

  /** By pointer, what is wrong. */
  get errors(): ReadonlyMap<string, string> {
    return this.wrong;
  }

  set(name: string, value: unknown): void {
    this.count++;
    this.now = { ...this.now, [name]: value };
    const pointer = `/${name}`;
    if ([...this.wrong.keys()].some((key) => key === pointer || key.startsWith(`${pointer}/`))) {
      this.wrong = new Map([...this.wrong].filter(([key]) => key !== pointer && !key.startsWith(`${pointer}/`)));
    }
    this.tell();
  }

  /** Starts again from what the server knows; values are what is shown besides. */
  rebase(base: Values, values: Values = base): void {
    this.known = base;
    this.now = values;
    this.wrong = new Map();
    this.tell();
  }

  refuse(errors: FieldError[]): void {
    this.wrong = new Map(errors.map((error) => [error.pointer, error.message]));
    this.tell();
  }

  /** What changes, as a merge patch. */
  patch(): Values {
    return Object.fromEntries(this.changed.map((field) => [field.name, toBody(field, this.now[field.name])]));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private tell(): void {
    this.changedFields = undefined;
    for (const listener of this.listeners) listener();
  }
}

/** One value of a form, and how it is changed. */
export function useValue(form: FormStore, name: string): [unknown, (value: unknown) => void] {
  const value = useSyncExternalStore(form.subscribe, () => form.values[name]);
  const set = useCallback((to: unknown) => form.set(name, to), [form, name]);
  return [value, set];
}

export function useError(form: FormStore, pointer: string): string | undefined {
  return useSyncExternalStore(form.subscribe, () => form.errors.get(pointer));
}

export function useDirty(form: FormStore): boolean {
  return useSyncExternalStore(form.subscribe, () => form.dirty);
}

export function useErrors(form: FormStore): ReadonlyMap<string, string> {
  return useSyncExternalStore(form.subscribe, () => form.errors);
}
