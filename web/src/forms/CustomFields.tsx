import type { Field, Reference } from "@/meta/types";
import classes from "./Field.module.css";
import { FieldControl } from "./FieldControl";
import { currencyOf } from "./FormField";
import { Frame } from "./Frame";
import { Shown } from "./Shown";
import { type FormStore, useErrors, useValue } from "./store";
import { Fields, Term } from "./Terms";
import type { Values } from "./values";

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
    <Fields>
      {fields.map((field) => {
        if (fixed) {
          return (
            <div key={field.name} className={classes.frame}>
              <Term field={field} />
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
    </Fields>
  );
}
