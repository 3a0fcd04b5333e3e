import { IconCalendarEvent, IconClock } from "@tabler/icons-react";
import { useTranslation } from "@/i18n";
import type { Reference, Row } from "@/meta/types";
import { day, money } from "@/ui/format";
import classes from "./Pipeline.module.css";
import { ageOf, type Planned, worthOf } from "./pipeline";

interface Props {
  lead: Row;
  next: Planned | undefined;
  /** The day of today where the company is. */
  today: string;
}

/** What a card of the pipeline shows of a lead below its name. */
export function LeadFace({ lead, next, today }: Props) {
  const { t } = useTranslation();
  const value = worthOf(lead);
  const owner = (lead.owner as Reference | null | undefined)?.title;
  const age = ageOf(lead);
  const due = next?.due ?? (lead.next_follow_up as string | null);
  const who = lead.company ? String(lead.contact_name ?? "") : "";
  return (
    <div className={classes.face}>
      <span className={classes.who}>
        <bdi>{[String(lead.number ?? ""), who].filter(Boolean).join(" · ")}</bdi>
      </span>
      {value && <span className={classes.value}>{money(value)}</span>}
      {due && (
        <span className={classes.next} data-late={due < today || undefined}>
          <IconCalendarEvent size={13} aria-hidden />
          <span className={classes.subject}>{next?.subject ?? t("crm.pipeline.followUp")}</span>
          <span>{due < today ? t("crm.pipeline.late", { day: day(due) }) : day(due)}</span>
        </span>
      )}
      <span className={classes.age} data-old={age.old || undefined} title={t("crm.pipeline.lastChange")}>
        <IconClock size={13} aria-hidden />
        {age.days === 0 ? t("crm.pipeline.today") : t("crm.pipeline.days", { count: age.days })}
        {age.old && <span className="visually-hidden">{t("crm.pipeline.old")}</span>}
      </span>
      {owner && <span className={classes.owner}>{owner}</span>}
    </div>
  );
}
