import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useCallback, useMemo, useState } from "react";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Job } from "./job";
import { LineCard } from "./LineCard";
import type { Kept } from "./outbox";
import {
  begin,
  confirm,
  isComplete,
  isEmptyPick,
  itemsOf,
  missingOf,
  type Pick,
  reopen,
  type Scanned,
  scan,
  shortOf,
  take,
  takenOf,
} from "./pick";
import classes from "./picking.module.css";
import { signal } from "./signal";
import { useScan } from "./useScan";

interface Props {
  job: Job;
  kept: Kept | null;
  keep: (kept: Kept | null) => void;
}

/** What the last scan was, to be said. */
export interface Said {
  scanned: Scanned;
  code: string;
  name: string;
  /** Tells one scan from the next of the same. */
  count: number;
}

/** Walks along the lines of a shipment, one at a time. Every step is kept at once. */
export function Picking({ job, kept, keep }: Props) {
  const pick = useMemo(() => fitting(kept?.pick, job), [kept?.pick, job]);
  const [said, setSaid] = useState<Said | undefined>();
  const change = useCallback((next: Pick) => keep({ job, pick: next }), [job, keep]);
  const { may } = useSession();
  const allowed = may("sales.shipment.edit");
  useScan((code) => {
    const told = scan(pick, job.lines, code);
    const right = told.scanned === "counted" || told.scanned === "next";
    signal(right);
    setSaid((old) => ({ scanned: told.scanned, code, name: told.line?.product.name ?? "", count: (old?.count ?? 0) + 1 }));
    if (right) change(told.pick);
  }, allowed);
  const line = job.lines.find((one) => one.id === pick.at);
  if (isComplete(pick, job.lines) || !line) {
    return <Summary job={job} pick={pick} change={change} keep={keep} />;
  }
  return (
    <LineCard
      key={line.id}
      job={job}
      pick={pick}
      line={line}
      said={said}
      allowed={allowed}
      onTake={(quantity) => {
        setSaid(undefined);
        change(take(pick, line, quantity));
      }}
      onConfirm={(quantity) => {
        setSaid(undefined);
        change(confirm(take(pick, line, quantity), job.lines, line));
      }}
      onGo={(to) => {
        setSaid(undefined);
        change({ ...pick, at: to.id });
      }}
    />
  );
}

/** How far it is picked, where the shipment may have changed since: lines that are gone are none of it. */
function fitting(pick: Pick | undefined, job: Job): Pick {
  const first = begin(job.lines);
  if (!pick) return first;
  const at = job.lines.some((line) => line.id === pick.at && !pick.done[line.id]) ? pick.at : undefined;
  return { ...pick, at: at ?? job.lines.find((line) => !pick.done[line.id])?.id ?? "" };
}

interface SummaryProps {
  job: Job;
  pick: Pick;
  change: (pick: Pick) => void;
  keep: (kept: Kept | null) => void;
}

/** Everything that was found, to be looked over before it is sent. */
function Summary({ job, pick, change, keep }: SummaryProps) {
  const { t } = useTranslation();
  const short = shortOf(pick, job.lines);
  const nothing = isEmptyPick(pick, job.lines);
  const finish = () => {
    const items = short.length > 0 ? itemsOf(pick, job.lines) : undefined;
    keep({ job, pick, sending: { verb: "pick", body: {}, items, key: crypto.randomUUID() } });
  };
  return (
    <>
      <section className={classes.scroll} aria-label={t("picking.summary")}>
        <h2>{t(nothing ? "picking.nothing" : short.length > 0 ? "picking.foundShort" : "picking.foundAll")}</h2>
        {short.length > 0 && <p className={classes.note}>{t(nothing ? "picking.nothingHelp" : "picking.shortHelp")}</p>}
        <ul className={classes.items}>
          {job.lines.map((line) => {
            const missing = short.includes(line);
            return (
              <li key={line.id}>
                <button type="button" className={`${classes.framed} ${classes.line}`} onClick={() => change(reopen(pick, line))}>
                  <span className={classes.mark} data-short={missing || undefined}>
                    {missing ? <IconAlertTriangle size={20} /> : <IconCheck size={20} />}
                  </span>
                  <span className={classes.lineName}>
                    <span>{line.product.name}</span>
                    <bdi className="muted">{line.product.reference}</bdi>
                  </span>
                  <span className={classes.lineCount}>
                    {t("picking.of", { taken: decimal(takenOf(pick, line)), wanted: decimal(line.wanted) })}
                    {missing && <span>{t("picking.missing", { quantity: decimal(missingOf(pick, line)) })}</span>}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      </section>
      <div className={classes.bottom}>
        <Button size="xl" fullWidth disabled={nothing} onClick={finish} data-primary>
          {t(short.length > 0 ? "picking.finishShort" : "picking.finish")}
        </Button>
      </div>
    </>
  );
}
