import { type ReactNode, startTransition, useEffect, useMemo, useState } from "react";
import { label, useTranslation } from "@/i18n";
import type { Entity, Field } from "@/meta/types";
import { CustomFields } from "./CustomFields";
import { useCustomFields } from "./custom";
import { FormField } from "./FormField";
import { LineGrid } from "./lines/LineGrid";
import styles from "./Sections.module.css";
import { type Section, sectionsOf, totalsOf } from "./sections";
import type { FormStore } from "./store";
import { Fields } from "./Terms";
import { isEditable, isNothing } from "./values";

interface Props {
  entity: Entity;
  form: FormStore;
  /** Nothing may be changed. */
  fixed: boolean;
  /** The record is not there yet: what the server computes is not shown. */
  isNew?: boolean;
  /** Fields that may not be changed by this person, though others may. */
  locked?: (field: Field) => boolean;
}

/** So many sections are there at the first paint; the rest, below the fold, comes after it. */
const atOnce = 2;

/** All fields of a record, in sections. */
export function FormSections({ entity, form, fixed, isNew = false, locked }: Props) {
  const custom = useCustomFields(entity);
  const sections = useMemo(() => sectionsOf(entity), [entity]);
  const totals = useMemo(() => totalsOf(entity), [entity]);
  const shown = sections.filter(
    (section) =>
      (section.key !== "custom" || custom.length > 0) &&
      !(isNew && (section.key === "progress" || section.key === "technical")) &&
      section.fields.some(
        (field) => (isEditable(field) && !fixed) || section.key === "custom" || !isNothing(form.values[field.name]),
      ),
  );
  const count = useGradually(shown.length);
  const firstLines = shown.find((section) => section.key === "lines")?.id;
  return (
    <>
      {shown.slice(0, count).map((section) => (
        <FormSection key={section.id} section={section} folded={section.key === "technical"} keys={!fixed}>
          {section.key === "custom" ? (
            <CustomFields form={form} fields={custom} fixed={fixed} />
          ) : section.key === "lines" ? (
            section.fields.map((field) => (
              <LineGrid
                key={field.name}
                form={form}
                field={field}
                fixed={fixed || !isEditable(field)}
                totals={section.id === firstLines ? totals : []}
                isNew={isNew}
              />
            ))
          ) : (
            <Fields>
              {section.fields.map((field) => (
                <FormField key={field.name} form={form} field={field} fixed={fixed || !isEditable(field) || locked?.(field)} />
              ))}
            </Fields>
          )}
        </FormSection>
      ))}
    </>
  );
}

/** Counts up from what the first paint has, a section at a time. */
function useGradually(total: number): number {
  const [count, setCount] = useState(atOnce);
  useEffect(() => {
    if (count >= total) return;
    const timer = setTimeout(() => startTransition(() => setCount(count + 1)), 16);
    return () => clearTimeout(timer);
  }, [count, total]);
  return count;
}

interface SectionProps {
  section: Section;
  folded: boolean;
  /** Whether to tell what keys do among lines. */
  keys: boolean;
  children: ReactNode;
}

function FormSection({ section, folded, keys, children }: SectionProps) {
  const { t } = useTranslation();
  const name = section.label ? label(section.label) : headingOf(section, t);
  if (folded) {
    return (
      <details className={styles.section}>
        <summary className={styles.heading}>{name}</summary>
        {children}
      </details>
    );
  }
  return (
    <section className={styles.section} aria-label={name}>
      <h2 className={styles.heading}>
        {name}
        {section.key === "lines" && keys && <span className={styles.keys}>{t("form.lineKeys")}</span>}
      </h2>
      {children}
    </section>
  );
}

function headingOf(section: Section, t: (key: string) => string): string {
  const of = section.id.split(".")[1];
  if (section.key === "address" && of)
    return t(`form.address_${of}`).startsWith("form.") ? t("form.address") : t(`form.address_${of}`);
  return t(`form.${section.key}`);
}
