import { currentLocale, parseDecimal } from "@/ui/format";

/** A decimal text as somebody edits it: in their language's digits, without grouping. */
export function editableDecimal(value: string | undefined): string {
  if (value === undefined || value === "") return "";
  const places = value.split(".")[1]?.length ?? 0;
  return new Intl.NumberFormat(currentLocale(), {
    useGrouping: false,
    minimumFractionDigits: places,
    maximumFractionDigits: 20,
  }).format(value as Intl.StringNumericLiteral);
}

/** What was typed as decimal text; "" for nothing, undefined for no number. */
export function typedDecimal(text: string, whole = false): string | undefined {
  if (text.trim() === "") return "";
  const value = parseDecimal(text);
  if (value === undefined || (whole && value.includes("."))) return undefined;
  return value;
}
