import { Button } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconMapPin, IconMinus, IconPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { editableDecimal, typedDecimal } from "@/forms/inputs/number";
import { useTranslation } from "@/i18n";
import { addDecimals, compareDecimals, subtractDecimals } from "@/ui/decimals";
import { decimal } from "@/ui/format";
import type { Job } from "./job";
import own from "./LineCard.module.css";
import type { Said } from "./Picking";
import { type Pick, type PickLine, takenOf } from "./pick";
import classes from "./picking.module.css";

interface Props {
  job: Job;
  pick: Pick;
  line: PickLine;
  said: Said | undefined;
  allowed: boolean;
  onTake: (quantity: string) => void;
  /** Ends the line with so much of it. */
  onConfirm: (quantity: string) => void;
  onGo: (to: PickLine) => void;
}

/** One line: where it lies, what it is, how much of it; how much was found is counted by hand or by scanner. */
export function LineCard({ job, pick, line, said, allowed, onTake, onConfirm, onGo }: Props) {
  const { t } = useTranslation();
  const at = job.lines.indexOf(line);
  const title = useRef<HTMLHeadingElement>(null);
  const { product } = line;
  // Whoever listens hears of the next line; nothing else has the focus by then.
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <section
        className={classes.scroll}
        aria-label={t("picking.lineOf", { at: decimal(at + 1), count: decimal(job.lines.length) })}
      >
        <Progress job={job} pick={pick} line={line} onGo={onGo} />
        {job.note && at === 0 && <p className={classes.note}>{job.note}</p>}
        <Places line={line} />
        <h2 ref={title} tabIndex={-1} className={own.product}>
          {product.name}
        </h2>
        <p className={own.codes}>
          <span>
            {t("picking.sku")} <bdi>{product.reference}</bdi>
          </span>
          {product.barcode && (
            <span>
              {t("picking.barcode")} <bdi>{product.barcode}</bdi>
            </span>
          )}
        </p>
        <p className={own.wanted}>
          <strong>{decimal(line.wanted)}</strong> {product.unit}
        </p>
        <Told said={said} />
      </section>
      <div className={classes.bottom}>
        <Stepper key={said?.count ?? 0} taken={takenOf(pick, line)} wanted={line.wanted} fixed={!allowed} onTake={onTake} />
        <Confirm taken={takenOf(pick, line)} wanted={line.wanted} fixed={!allowed} onConfirm={onConfirm} />
      </div>
    </>
  );
}

function Progress({ job, pick, line, onGo }: ProgressProps) {
  const { t } = useTranslation();
  const at = job.lines.indexOf(line);
  const ended = job.lines.filter((one) => pick.done[one.id]).length;
  const [before, after] = [job.lines[at - 1], job.lines[at + 1]];
  return (
    <div className={own.progress}>
      <button
        type="button"
        className={classes.square}
        disabled={!before}
        onClick={() => before && onGo(before)}
        aria-label={t("picking.previous")}
      >
        <IconArrowLeft size={20} className={classes.arrow} />
      </button>
      <div className={own.progressText}>
        {t("picking.lineOf", { at: decimal(at + 1), count: decimal(job.lines.length) })}
        <progress
          value={ended}
          max={job.lines.length}
          aria-label={t("picking.ended", { ended: decimal(ended), count: decimal(job.lines.length) })}
        />
      </div>
      <button
        type="button"
        className={classes.square}
        disabled={!after}
        onClick={() => after && onGo(after)}
        aria-label={t("picking.next")}
      >
        <IconArrowRight size={20} className={classes.arrow} />
      </button>
    </div>
  );
}

interface ProgressProps {
  job: Job;
  pick: Pick;
  line: PickLine;
  onGo: (to: PickLine) => void;
}

function Places({ line }: { line: PickLine }) {
  const { t } = useTranslation();
  if (line.places.length === 0) return <p className="muted">{t("picking.noPlace")}</p>;
  return (
    <ul className={`${classes.items} ${own.places}`} aria-label={t("picking.places")}>
      {line.places.map((place) => (
        <li key={place.code}>
          <IconMapPin size={22} aria-hidden />
          <bdi>{place.code}</bdi>
          <span className="muted">
            {place.name}
            {line.places.length > 1 && ` · ${decimal(place.quantity)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What came of the last scan; loud when it was wrong. */
function Told({ said }: { said: Said | undefined }) {
  const { t } = useTranslation();
  const wrong = said && said.scanned !== "counted" && said.scanned !== "next";
  return (
    <div className={own.told} data-wrong={wrong || undefined}>
      <div role="alert">{wrong && <span key={said.count}>{t(`picking.scan.${said.scanned}`, { ...said, count: 0 })}</span>}</div>
      <div role="status">{said && !wrong && <span key={said.count}>{t("picking.scan.counted", { name: said.name })}</span>}</div>
    </div>
  );
}

interface StepperProps {
  taken: string;
  wanted: string;
  fixed: boolean;
  onTake: (quantity: string) => void;
}

/** How much was found: by one more, by one less, or typed. */
function Stepper({ taken, wanted, fixed, onTake }: StepperProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | undefined>();
  const settle = () => {
    const value = typed === undefined ? undefined : typedDecimal(typed);
    setTyped(undefined);
    if (value !== undefined) onTake(value || "0");
  };
  return (
    <div className={own.stepper} role="group" aria-label={t("picking.found")}>
      <button
        type="button"
        disabled={fixed || compareDecimals(taken, "0") <= 0}
        onClick={() => onTake(subtractDecimals(taken, "1"))}
        aria-label={t("picking.less")}
      >
        <IconMinus size={26} />
      </button>
      <label>
        <input
          value={typed ?? editableDecimal(taken)}
          inputMode="decimal"
          disabled={fixed}
          aria-label={t("picking.found")}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={settle}
          onKeyDown={(event) => event.key === "Enter" && settle()}
        />
        <span className="muted">{t("picking.ofWanted", { wanted: decimal(wanted) })}</span>
      </label>
      <button
        type="button"
        disabled={fixed || compareDecimals(taken, wanted) >= 0}
        onClick={() => onTake(addDecimals(taken, "1"))}
        aria-label={t("picking.more")}
      >
        <IconPlus size={26} />
      </button>
    </div>
  );
}

interface ConfirmProps {
  taken: string;
  wanted: string;
  fixed: boolean;
  onConfirm: (quantity: string) => void;
}

/** Ends the line: with all of it, or with less, which is said before. */
function Confirm({ taken, wanted, fixed, onConfirm }: ConfirmProps) {
  const { t } = useTranslation();
  const none = compareDecimals(taken, "0") === 0;
  const short = compareDecimals(taken, wanted) < 0;
  return (
    <div className={own.confirm}>
      {short && (
        <Button size="xl" variant="default" disabled={fixed} onClick={() => onConfirm(taken)}>
          {none ? t("picking.noneThere") : t("picking.onlySo", { taken: decimal(taken) })}
        </Button>
      )}
      <Button size="xl" disabled={fixed} onClick={() => onConfirm(wanted)} data-primary>
        {short ? t("picking.takeAll", { wanted: decimal(wanted) }) : t("picking.lineDone")}
      </Button>
    </div>
  );
}
