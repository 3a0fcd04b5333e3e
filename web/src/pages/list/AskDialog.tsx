import { Button, Group, Modal, Skeleton, Stack } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Field } from "@/meta/types";

const ValueInput = lazy(() => import("./ValueInput").then((m) => ({ default: m.ValueInput })));

interface Props {
  title: string;
  fields: { field: Field; required: boolean }[];
  /** The currency of amounts among them. */
  currency?: string;
  /** What the button says that goes on. */
  confirm: string;
  onDone: (values: Record<string, unknown>) => void;
  onClose: () => void;
}

/** Asks for what a step or a change needs, before anything is done. */
export function AskDialog({ title, fields, currency, confirm, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const { company } = useSession();
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [tried, setTried] = useState(false);
  const missing = (name: string) => values[name] === undefined || values[name] === "";
  const submit = () => {
    setTried(true);
    if (fields.some((one) => one.required && missing(one.field.name))) return;
    onDone(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== "")));
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("app.close") }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <Suspense fallback={<Skeleton h={50} />}>
            {fields.map(({ field, required }) => (
              <ValueInput
                key={field.name}
                field={field}
                required={required}
                value={values[field.name]}
                currency={currency ?? company.currency}
                onChange={(value) => setValues((old) => ({ ...old, [field.name]: value }))}
                error={tried && required && missing(field.name) ? t("list.required") : undefined}
              />
            ))}
          </Suspense>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("app.cancel")}
            </Button>
            <Button type="submit">{confirm}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The fields that a step takes, as its entity has them. */
export function takenFields(fields: Field[], takes: { name: string; required?: boolean }[] | undefined): Props["fields"] {
  return (takes ?? []).flatMap((one) => {
    const field = fields.find((f) => f.name === one.name);
    return field ? [{ field, required: !!one.required }] : [];
  });
}
