import "@/i18n/parts/record";
import "@/i18n/parts/form";
import { Alert, Button, Group, Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { post } from "@/api/client";
import { asProblem, type Problem } from "@/api/problem";
import { useSession } from "@/app/session";
import classes from "@/forms/Field.module.css";
import { FormField } from "@/forms/FormField";
import { chosen } from "@/forms/pending";
import { importantOf } from "@/forms/sections";
import { FormStore } from "@/forms/store";
import { label, useTranslation } from "@/i18n";
import type { Entity, Row } from "@/meta/types";
import { outdate } from "../list/rows";
import { missingOf, newValues } from "./create";

interface Props {
  entity: Entity;
  /** What was typed before, which becomes its name. */
  typed?: string;
  /** Values that are known, as the address of the full page has them. */
  values?: Record<string, string>;
  onClose: () => void;
  onCreated: (record: Row) => void;
}

/** Makes a record of what must be known and little more, over the page that needs it. */
export function QuickCreate({ entity, typed = "", values, onClose, onCreated }: Props) {
  const { t } = useTranslation();
  const { company } = useSession();
  const queries = useQueryClient();
  const fields = useMemo(() => importantOf(entity), [entity]);
  const first = fields.find((field) => field.required && field.type === "text") ?? fields.find((field) => field.type === "text");
  const [form] = useState(() => {
    const known = newValues(entity, values ?? {}, company.currency);
    return new FormStore(entity.fields, {}, typed && first ? { ...known, [first.name]: typed } : known);
  });
  const [problem, setProblem] = useState<Problem | undefined>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    await chosen();
    const missing = missingOf(form, t("form.mustBeGiven")).filter((one) =>
      fields.some((field) => `/${field.name}` === one.pointer),
    );
    if (missing.length > 0) return form.refuse(missing);
    setBusy(true);
    try {
      const record = await post<Row>(entity.plural, form.patch());
      void outdate(queries, entity);
      onCreated(record);
    } catch (thrown) {
      const refused = asProblem(thrown);
      form.refuse(refused.errors);
      setProblem(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("record.newTitle", { what: label(entity.label) })}
      closeButtonProps={{ "aria-label": t("app.cancel") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void save();
        }}
      >
        <div className={classes.grid}>
          {fields.map((field, i) => (
            <FormField key={field.name} form={form} field={field} autoFocus={i === 0} />
          ))}
        </div>
        {problem && (
          <Alert color="red" variant="light" role="alert" mt="sm">
            {problem.message}
            {problem.errors
              .filter((one) => !fields.some((field) => one.pointer === `/${field.name}`))
              .map((one) => (
                <div key={one.pointer}>
                  <code>{one.pointer}</code> {one.message}
                </div>
              ))}
          </Alert>
        )}
        <Group justify="space-between" mt="md">
          <Link to="/$plural/new" params={{ plural: entity.plural }} search={values ?? {}} className="muted" onClick={onClose}>
            {t("record.allFields")}
          </Link>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("app.cancel")}
            </Button>
            <Button type="submit" loading={busy}>
              {t("record.create")}
            </Button>
          </Group>
        </Group>
      </form>
    </Modal>
  );
}
