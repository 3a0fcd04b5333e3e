import { Button } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { FilePreview } from "@/pages/record/FilePreview";
import { decimal } from "@/ui/format";
import type { Job } from "./job";
import type { Kept, Verb } from "./outbox";
import own from "./Packing.module.css";
import { begin } from "./pick";
import classes from "./picking.module.css";

interface Props {
  job: Job;
  keep: (kept: Kept | null) => void;
}

function sendingOf(job: Job, verb: Verb, body: Record<string, unknown>): Kept {
  return { job, pick: begin(job.lines), sending: { verb, body, key: crypto.randomUUID() } };
}

/** Packing: what goes into the parcel, and the slip that lies in it. */
export function Packing({ job, keep }: Props) {
  const { t } = useTranslation();
  const { may } = useSession();
  return (
    <>
      <section className={classes.scroll} aria-label={t("picking.pack")}>
        <h2>{t("picking.packTitle")}</h2>
        <Goods job={job} />
        <Slip job={job} />
      </section>
      <div className={classes.bottom}>
        <Button
          size="xl"
          fullWidth
          disabled={!may("sales.shipment.edit")}
          onClick={() => keep(sendingOf(job, "pack", {}))}
          data-primary
        >
          {t("picking.packed")}
        </Button>
      </div>
    </>
  );
}

/** Shipping: who takes the parcel, and by which number it is followed. */
export function Shipping({ job, keep }: Props) {
  const { t } = useTranslation();
  const { may } = useSession();
  const [carrier, setCarrier] = useState(job.carrier || (localStorage.getItem(lastCarrier) ?? ""));
  const [tracking, setTracking] = useState(job.tracking);
  const [missing, setMissing] = useState(false);
  const allowed = may("sales.shipment.ship");
  const ship = () => {
    if (!carrier.trim()) {
      setMissing(true);
      document.getElementById("carrier")?.focus();
      return;
    }
    localStorage.setItem(lastCarrier, carrier.trim());
    keep(sendingOf(job, "ship", { carrier: carrier.trim(), ...(tracking.trim() ? { tracking: tracking.trim() } : {}) }));
  };
  return (
    <form
      className={own.form}
      onSubmit={(event) => {
        event.preventDefault();
        ship();
      }}
    >
      <section className={classes.scroll} aria-label={t("picking.ship")}>
        <h2>{t("picking.shipTitle")}</h2>
        <label className={own.field}>
          {t("picking.carrier")}
          <input
            id="carrier"
            className={`${classes.framed} ${own.input}`}
            value={carrier}
            onChange={(event) => {
              setMissing(false);
              setCarrier(event.currentTarget.value);
            }}
            aria-invalid={missing || undefined}
            aria-describedby={missing ? "carrier-error" : undefined}
            aria-required
            autoComplete="off"
            data-scan="off"
          />
          {missing && (
            <span id="carrier-error" className={own.error}>
              {t("form.mustBeGiven")}
            </span>
          )}
        </label>
        <label className={own.field}>
          {t("picking.tracking")}
          <input
            className={`${classes.framed} ${own.input}`}
            value={tracking}
            onChange={(event) => setTracking(event.currentTarget.value)}
            autoComplete="off"
            autoCapitalize="characters"
            data-scan="off"
          />
          <span className="muted">{t("picking.trackingHelp")}</span>
        </label>
        <Goods job={job} />
        <Slip job={job} />
      </section>
      <div className={classes.bottom}>
        {!allowed && <p className={classes.note}>{t("picking.mayNotShip")}</p>}
        <Button type="submit" size="xl" fullWidth disabled={!allowed} data-primary>
          {t("picking.shipNow")}
        </Button>
      </div>
    </form>
  );
}

const lastCarrier = "guildhall.picking.carrier";

/** What is over, or waits: what it holds, and the way on. */
export function Done({ job, waiting }: { job: Job; waiting?: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <section className={classes.scroll} aria-label={t("picking.goods")}>
        {!waiting && <h2>{t("picking.done")}</h2>}
        <Goods job={job} />
        {!waiting && <Slip job={job} />}
      </section>
      <div className={classes.bottom}>
        <Button
          size="xl"
          fullWidth
          variant={waiting ? "default" : "filled"}
          renderRoot={(props) => <Link to="/picking" search={job.site ? { site: job.site } : {}} {...props} />}
          data-primary
        >
          {t("picking.nextShipment")}
        </Button>
      </div>
    </>
  );
}

function Goods({ job }: { job: Job }) {
  return (
    <ul className={classes.items}>
      {job.lines.map((line) => (
        <li key={line.id} className={`${classes.framed} ${classes.line}`}>
          <span className={classes.lineName}>
            <span>{line.product.name}</span>
            <bdi className="muted">{line.product.reference}</bdi>
          </span>
          <span className={classes.lineCount}>{decimal(line.wanted)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The packing slip, looked at before it is printed. */
function Slip({ job }: { job: Job }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <>
      <Button size="lg" variant="default" leftSection={<IconFileText size={20} />} onClick={() => setShown(true)}>
        {t("picking.slip")}
      </Button>
      {shown && (
        <FilePreview
          title={t("picking.slip")}
          path={`shipments/${job.id}/document.pdf`}
          fileName={`${job.number}.pdf`}
          onClose={() => setShown(false)}
        />
      )}
    </>
  );
}
