import { useState } from "react";
import { stringifySearch } from "@/app/search";
import { FormField } from "@/forms/FormField";
import { FormStore, useValue } from "@/forms/store";
import { titleOf } from "@/meta/model";
import { LetterDialog } from "@/modules/communications/LetterDialog";
import type { DeedDialogProps } from "@/modules/dialogs";

/** An address that is typed to its end: until then nothing is asked of it. */
const whole = /^\S+@\S+\.\S\S+$/;

/** Shows the statement of a period and who gets it, before it is sent. */
export function StatementDialog({ entity, record, name, deed, onClose, onRun }: DeedDialogProps) {
  const fields = deed?.fields ?? [];
  const [form] = useState(() => new FormStore(fields, {}, {}, { entity, id: record.id }));
  const [from] = useValue(form, "from");
  const [to] = useValue(form, "to");
  const [typed] = useValue(form, "recipient");
  const path = `${entity.plural}/${record.id}`;
  const recipient = whole.test(String(typed ?? "")) ? String(typed) : undefined;
  const send = async () => {
    const refused = await onRun(form.patch());
    if (refused) form.refuse(refused.errors);
    return refused?.errors.length ? undefined : refused;
  };
  return (
    <LetterDialog
      name={name}
      title={titleOf(entity, record)}
      letter={`${path}/statement-letter${stringifySearch({ from, to, recipient })}`}
      path={`${path}/statement.pdf${stringifySearch({ from, to })}`}
      onClose={onClose}
      onSend={send}
    >
      {fields.map((field, i) => (
        <FormField key={field.name} form={form} field={field} autoFocus={i === 0} />
      ))}
    </LetterDialog>
  );
}
