import "@/i18n/parts/record";
import "@/i18n/parts/form";
import "@/i18n/parts/picking";
import { Button, Group } from "@mantine/core";
import { IconArrowLeft, IconCloudOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useLive } from "@/api/live";
import { asProblem } from "@/api/problem";
import { ProblemPanel } from "@/app/errors";
import { NotFound } from "@/app/NotFound";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { day } from "@/ui/format";
import { Status } from "@/ui/Status";
import { type Job, loadJob } from "./job";
import type { Kept } from "./outbox";
import { Done, Packing, Shipping } from "./Packing";
import { Picking } from "./Picking";
import classes from "./picking.module.css";
import { useKept, useSending } from "./useKept";

/** One shipment, from the shelf to the door: picked line by line, packed, shipped. */
export function PickPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { model } = useSession();
  if (!model.named("sales.shipment")) return <NotFound />;
  return <Shipment key={id} id={id} />;
}

function Shipment({ id }: { id: string }) {
  const { t } = useTranslation();
  const { model } = useSession();
  const { kept, keep } = useKept(id);
  const { trying, attempt } = useSending(kept, keep);
  const query = useQuery({
    queryKey: ["picking", "job", id],
    queryFn: ({ signal }) => loadJob(model, id, signal),
    retry: 1,
  });
  useLive([`sales.shipment:${id}`], () => void query.refetch());
  // Without a connection the page goes on with what was known when it was begun.
  const job = query.data ?? kept?.job;
  if (kept === undefined || (!job && !query.error)) return <div role="status" aria-busy aria-label={t("record.loading")} />;
  if (!job) {
    return asProblem(query.error).status === 404 ? (
      <NotFound />
    ) : (
      <ProblemPanel error={query.error} retry={() => void query.refetch()} />
    );
  }
  return (
    <div className={classes.page}>
      <Head job={job} />
      {kept?.sending && <NotSent kept={kept} trying={trying} attempt={attempt} keep={keep} />}
      <Stage job={job} kept={kept} keep={keep} />
    </div>
  );
}

interface StageProps {
  job: Job;
  kept: Kept | null;
  keep: (kept: Kept | null) => void;
}

/** What is done with the shipment as it stands; nothing more while something of it is not sent. */
function Stage({ job, kept, keep }: StageProps) {
  const state = kept?.sending ? "waiting" : job.status;
  if (state === "waiting") return <Done job={foundOf(job, kept)} waiting />;
  if (state === "draft") return <Picking job={job} kept={kept} keep={keep} />;
  if (state === "picked") return <Packing job={job} keep={keep} />;
  if (state === "packed") return <Shipping job={job} keep={keep} />;
  return <Done job={job} />;
}

/** The shipment as it will be when what was found is sent. */
function foundOf(job: Job, kept: Kept | null): Job {
  const items = kept?.sending?.items;
  if (!items) return job;
  return {
    ...job,
    lines: job.lines.flatMap((line) => {
      const item = items.find((one) => one.id === line.id);
      return item ? [{ ...line, wanted: item.quantity }] : [];
    }),
  };
}

function Head({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { site } = useSearch({ strict: false }) as { site?: string };
  return (
    <header className={`${classes.head} ${classes.record}`}>
      <Link to="/picking" search={site ? { site } : {}} className={classes.square} aria-label={t("picking.back")}>
        <IconArrowLeft size={22} className={classes.arrow} />
      </Link>
      <div className={classes.headText}>
        <h1>
          <bdi>{job.number}</bdi>
          <Status value={job.status} />
        </h1>
        <div className="muted">
          {[job.client, job.promised && t("picking.promised", { day: day(job.promised) })].filter(Boolean).join(" · ")}
        </div>
      </div>
    </header>
  );
}

interface NotSentProps {
  kept: Kept;
  trying: boolean;
  attempt: () => Promise<void>;
  keep: (kept: Kept | null) => void;
}

/** Says for as long as it is so that the server does not know yet, or will not take, what was done. */
function NotSent({ kept, trying, attempt, keep }: NotSentProps) {
  const { t } = useTranslation();
  const { sending } = kept;
  if (!sending) return null;
  const { refused, ...rest } = sending;
  return (
    <div className={classes.notSent} data-refused={refused ? true : undefined} role={refused ? "alert" : "status"}>
      <IconCloudOff size={20} aria-hidden />
      <div className={classes.notSentText}>
        <strong>{t(refused ? "picking.refused" : trying ? "picking.sending" : "picking.notSent")}</strong>
        <div>{refused ?? t("picking.notSentHelp")}</div>
        <Group gap="xs" mt={8}>
          <Button
            size="lg"
            variant="default"
            loading={trying}
            onClick={() => (refused ? keep({ ...kept, sending: { ...rest, key: crypto.randomUUID() } }) : void attempt())}
          >
            {t("picking.sendAgain")}
          </Button>
          {refused && (
            <Button size="lg" variant="subtle" color="gray" onClick={() => keep({ ...kept, sending: undefined })}>
              {t("picking.reopen")}
            </Button>
          )}
        </Group>
      </div>
    </div>
  );
}
