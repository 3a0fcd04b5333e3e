import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import type { Entity, Field, Page, Reference, Row } from "@/meta/types";
import classes from "./Field.module.css";
import { FieldControl } from "./FieldControl";
import { currencyOf } from "./FormField";
import { Frame } from "./Frame";
import { Shown } from "./Shown";
import { type FormStore, useErrors, useValue } from "./store";
import type { Values } from "./values";

/** The fields that the company has added to an entity. */
export function useCustomFields(entity: Entity): Field[] {
  const { model } = useSession();
  const known = model.named("system.custom_field");
  const { data } = useQuery({
    queryKey: ["custom-fields", "of", entity.name],
    queryFn: ({ signal }) => api<Page>(`custom-fields?extends=${entity.name}&limit=100&sort=id`, { signal }),
    enabled: !!known && entity.fields.some((field) => field.type === "custom"),
    staleTime: 10 * 60_000,
  });
  return (data?.data ?? []).map(described);
}

/** A field of the company's own, as those of the server are described. */
export function described(row: Row): Field {
  const text = (name: string) => (typeof row[name] === "string" && row[name] ? (row[name] as string) : undefined);
  const kind = text("kind") ?? "text";
  return {
    name: text("name") ?? row.id,
    label: text("label") ?? "",
    help: text("help"),
    type: kind === "number" || kind === "amount" ? "decimal" : kind,
    required: row.required === true,
    choices: kind === "choice" ? (row.choices as string[]) : undefined,
    target: text("target"),
  };
}

/** References are kept by their bare ids there, and nothing is null. */
function kept(field: Field, value: unknown): unknown {
  if (value === "" || value === null || value === undefined) return null;
  return field.type === "reference" ? (value as Reference).id : value;
}

function given(field: Field, value: unknown): unknown {
  return field.type === "reference" && typeof value === "string" ? { id: value } : value;
}

interface Props {
  form: FormStore;
  fields: Field[];
  fixed?: boolean;
}

/** The company's own fields of a record, which all live in its field custom. */
export function CustomFields({ form, fields, fixed }: Props) {
  const [value, set] = useValue(form, "custom");
  const errors = useErrors(form);
  const values = (value ?? {}) as Values;
  return (
    <div className={classes.grid}>
      {fields.map((field) => {
        if (fixed) {
          return (
            <div key={field.name} className={classes.frame}>
              <span className={classes.label}>{field.label}</span>
              <div className={classes.shown}>
                <Shown field={field} value={given(field, values[field.name])} />
              </div>
            </div>
          );
        }
        const change = (to: unknown) => set({ ...values, [field.name]: kept(field, to) });
        return (
          <Frame key={field.name} field={field} error={errors.get(`/custom/${field.name}`)} bare={field.type === "flag"}>
            {(wiring) =>
              field.type === "flag" ? (
                <div className={classes.check}>
                  <input
                    {...wiring}
                    type="checkbox"
                    checked={values[field.name] === true}
                    onChange={(event) => change(event.currentTarget.checked)}
                  />
                </div>
              ) : (
                <FieldControl
                  wiring={wiring}
                  field={field}
                  value={given(field, values[field.name])}
                  onChange={change}
                  currency={currencyOf(form.values)}
                />
              )
            }
          </Frame>
        );
      })}
    </div>
  );
}
