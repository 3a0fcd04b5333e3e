import { useSession } from "@/app/session";
import { choice, useTranslation } from "@/i18n";
import { kindName, titleOf } from "@/meta/model";
import type { Amount, Field, Reference } from "@/meta/types";
import { PeekLink } from "@/pages/record/PeekLink";
import { textOf, wordOf } from "@/ui/cells";
import { day, decimal, instant, money, percent } from "@/ui/format";
import { codeName, isCode } from "./codes";
import { useReferenceTitle } from "./inputs/ReferenceInput";
import { useTitles } from "./reference";
import { isEmpty } from "./values";

/** A value that is only read, with links where it leads somewhere. */
export function Shown({ field, value }: { field: Field; value: unknown }) {
  const { t } = useTranslation();
  if (field.type === "flag") return <>{t(value ? "form.yes" : "form.no")}</>;
  if (isEmpty(value)) return <span className="muted">–</span>;
  switch (field.type) {
    case "reference":
    case "record":
      return <ShownReference entity={field.target ?? String((value as Reference).entity ?? "")} value={value as Reference} />;
    case "words":
      return <bdi>{(value as string[]).map((word) => wordOf(field, word)).join(", ")}</bdi>;
    case "references":
      return <ShownReferences entity={field.target} value={value as (string | Reference)[]} />;
    case "email":
      return <a href={`mailto:${value}`}>{String(value)}</a>;
    case "phone":
      return (
        <a href={`tel:${value}`}>
          <bdi>{String(value)}</bdi>
        </a>
      );
    case "link":
      return (
        <a href={addressOf(String(value))} target="_blank" rel="noreferrer">
          {String(value)}
        </a>
      );
    default:
      return <bdi>{plainText(field, value)}</bdi>;
  }
}

/** A value in words, for places that hold text only. */
export function plainText(field: Field, value: unknown): string {
  if (isEmpty(value) && field.type !== "flag") return "";
  if (isCode(field.type)) return codeName(field.type, String(value));
  if (field.choices && typeof value === "string") return choice(value);
  if (field.type === "subject" || field.type === "verb") return textOf(field, value);
  switch (field.type) {
    case "kind":
      return kindName(String(value));
    case "amount":
      return money(value as Amount);
    case "percent":
      return percent(String(value));
    case "quantity":
    case "number":
    case "decimal":
      return decimal(String(value));
    case "date":
      return day(String(value));
    case "instant":
      return instant(String(value));
    case "reference":
    case "record":
      return (value as Reference).title ?? "";
    default:
      return Array.isArray(value)
        ? value.map(String).join(", ")
        : typeof value === "object"
          ? JSON.stringify(value)
          : String(value);
  }
}

function addressOf(link: string): string {
  return /^https?:\/\//i.test(link) ? link : `https://${link}`;
}

function ShownReference({ entity, value }: { entity: string; value: Reference }) {
  const { model } = useSession();
  const target = model.named(entity);
  const title = useReferenceTitle(target, value);
  if (typeof value === "string") return <bdi>{value}</bdi>; // it points at nothing that has a page
  if (!target || !value.id) return <span>{title}</span>;
  return (
    <PeekLink entity={target} id={value.id}>
      <bdi>{title || value.id.slice(-8)}</bdi>
    </PeekLink>
  );
}

function ShownReferences({ entity, value }: { entity: string | undefined; value: (string | Reference)[] }) {
  const { model } = useSession();
  const target = model.named(entity);
  const ids = value.map((one) => (typeof one === "string" ? one : one.id));
  const titles = useTitles(entity, ids);
  return (
    <>
      {ids
        .map((id) => {
          const row = titles.get(id);
          return target && row ? titleOf(target, row) : id.slice(-8);
        })
        .join(", ")}
    </>
  );
}
