import type { Tone } from "@/app/theme";

const tones: Record<Tone, string> = {
  gray: "draft archived ended expired superseded skipped closed inactive anonymised pending not_needed planned low none",
  blue: "new open sent requested asked picked unread queued contacted normal waiting",
  indigo: "confirmed acknowledged packed nurture processing running shipped",
  green:
    "active accepted done paid delivered posted qualified converted resolved answered given invoiced captured approved completed success",
  amber: "unpaid partial blocked returned overdue reminded high medium warning deferred",
  red: "cancelled declined revoked disqualified withdrawn failed bounced lost urgent critical error refunded",
};

const byValue = new Map(Object.entries(tones).flatMap(([tone, values]) => values.split(" ").map((v) => [v, tone as Tone])));

/** The tone of a state or a choice: what went well is green, what needs somebody is amber, what ended badly red. */
export function toneOf(value: string): Tone {
  return byValue.get(value) ?? "gray";
}
