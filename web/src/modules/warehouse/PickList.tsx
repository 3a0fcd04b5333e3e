import "@/i18n/parts/picking";
import { Button } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useLive } from "@/api/live";
import { Message, ProblemPanel } from "@/app/errors";
import { NotFound } from "@/app/NotFound";
import { queries } from "@/app/queries";
import { stringifySearch } from "@/app/search";
import { useSession } from "@/app/session";
import { choice, useTranslation } from "@/i18n";
import type { Page, Reference, Row } from "@/meta/types";
import { dayOf } from "@/pages/list/days";
import { day, decimal } from "@/ui/format";
import { Status } from "@/ui/Status";
import { byIds, loadJob } from "./job";
import type { Kept } from "./outbox";
import own from "./PickList.module.css";
import classes from "./picking.module.css";
import { everywhere, useSite } from "./sites";
import { useAllKept } from "./useKept";

const stages = ["draft", "picked", "packed"] as const;
const atOnce = 30;

interface Card {
  id: string;
  number: string;
  status: string;
  client: string;
  promised: string;
}

/** The shipments that wait to be picked, packed or sent, what was promised first on top. */
export function PickList() {
  const { model } = useSession();
  if (!model.named("sales.shipment")) return <NotFound />;
  return <List />;
}

function List() {
  const { t } = useTranslation();
  const { site, sites, setSite } = useSite();
  const { status = "" } = useSearch({ strict: false }) as { status?: string };
  const chosen = stages.find((one) => one === status);
  const kept = useAllKept();
  const of = { "status[in]": chosen ?? stages.join(","), site };
  const query = useInfiniteQuery({
    queryKey: ["picking", "cards", of],
    queryFn: ({ pageParam, signal }) => loadCards(of, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });
  useLive(["shipments"], () => void queries.invalidateQueries({ queryKey: ["picking"] }));
  const cards = (query.data?.pages.flatMap((page) => page.cards) ?? []).toSorted(earlier);
  return (
    <div className={classes.page}>
      <header className={`${classes.head} ${own.head}`}>
        <h1>{t("nav.picking")}</h1>
        {sites.length > 1 && (
          <select
            className={`${classes.framed} ${own.site}`}
            aria-label={t("picking.site")}
            value={site}
            onChange={(event) => setSite(event.currentTarget.value)}
          >
            <option value="">{t("picking.allSites")}</option>
            {sites.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        )}
      </header>
      <Stages chosen={chosen ?? ""} site={site} />
      <Waiting kept={kept} />
      <div className={classes.scroll}>
        {query.error && <ProblemPanel error={query.error} retry={() => void query.refetch()} />}
        {query.isPending && <div role="status" aria-busy aria-label={t("picking.loading")} />}
        {query.data && cards.length === 0 && <Message title={t("picking.empty")}>{t("picking.emptyHelp")}</Message>}
        <ul className={classes.items} aria-label={t("nav.picking")}>
          {cards.map((card) => (
            <li key={card.id}>
              <ShipmentCard card={card} site={site} kept={kept.get(card.id)} />
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <Button
            size="lg"
            variant="default"
            fullWidth
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t("picking.showMore")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What was promised for the earliest day first; what was promised for none in the order in which it came. */
function earlier(one: Card, other: Card): number {
  return (one.promised || "9999").localeCompare(other.promised || "9999") || one.id.localeCompare(other.id);
}

async function loadCards(of: Record<string, string>, cursor: string, signal: AbortSignal) {
  const fields = "number,status,order";
  const page = await api<Page>(`shipments${stringifySearch({ ...of, fields, sort: "id", limit: atOnce, cursor })}`, { signal });
  const ids = page.data.map((row) => (row.order as Reference).id);
  const orders = await byIds("orders", ids, "fields=client,required_by&include=client", signal);
  return { cards: page.data.map((row) => cardOf(row, orders.get((row.order as Reference).id))), next: page.next_cursor };
}

function cardOf(shipment: Row, order: Row | undefined): Card {
  return {
    id: shipment.id,
    number: String(shipment.number ?? ""),
    status: String(shipment.status ?? ""),
    client: (order?.client as Reference | null | undefined)?.title ?? "",
    promised: typeof order?.required_by === "string" ? order.required_by : "",
  };
}

/** How many wait in each state, and the way to see those alone. */
function Stages({ chosen, site }: { chosen: string; site: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ["picking", "counts", site],
    queryFn: ({ signal }) =>
      api<{ data: { status: string; count: number }[] }>(
        `shipments/summary${stringifySearch({ "status[in]": stages.join(","), site, group_by: "status" })}`,
        { signal },
      ),
  });
  const counts = new Map(data?.data.map((group) => [group.status, group.count]));
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return (
    <nav className={own.stages} aria-label={t("picking.stages")}>
      {["", ...stages].map((stage) => (
        <Link
          key={stage}
          to="/picking"
          search={(old) => ({ ...old, status: stage })}
          replace
          className={own.stage}
          aria-current={stage === chosen ? "page" : undefined}
        >
          {stage ? t(`picking.stage.${stage}`) : t("picking.stage.all")}
          <span className={own.count}>{data ? decimal(stage ? (counts.get(stage) ?? 0) : all) : "…"}</span>
        </Link>
      ))}
    </nav>
  );
}

/** Says that something was done that the server does not know yet. */
function Waiting({ kept }: { kept: ReadonlyMap<string, Kept> }) {
  const { t } = useTranslation();
  const waiting = [...kept.values()].filter((one) => one.sending);
  if (waiting.length === 0) return null;
  return (
    <div className={classes.notSent} role="status">
      <IconCloudOff size={20} aria-hidden />
      <div className={classes.notSentText}>
        <strong>{t("picking.waiting", { count: waiting.length })}</strong>
        <div className={own.waitingLinks}>
          {waiting.map((one) => (
            <Link key={one.job.id} to="/picking/$id" params={{ id: one.job.id }} search={{}}>
              <bdi>{one.job.number}</bdi>
            </Link>
          ))}
        </div>
      </div>
    </div>
  );
}

function ShipmentCard({ card, site, kept }: { card: Card; site: string; kept: Kept | undefined }) {
  const { t } = useTranslation();
  const { model, company } = useSession();
  // What is picked is needed where there is no connection: it is known before anybody walks.
  const { data: job } = useQuery({
    queryKey: ["picking", "job", card.id],
    queryFn: ({ signal }) => loadJob(model, card.id, signal),
    staleTime: 60_000,
  });
  const late = card.promised !== "" && card.promised < dayOf(new Date().toISOString(), company.time_zone);
  return (
    <Link
      to="/picking/$id"
      params={{ id: card.id }}
      search={site ? { site } : { site: everywhere }}
      className={`${classes.framed} ${own.card}`}
    >
      <span className={own.cardClient}>{card.client || card.number}</span>
      <span className={own.cardState}>
        {kept?.sending ? (
          <Status value="waiting" tone="amber">
            {t("picking.notSent")}
          </Status>
        ) : (
          <Status value={card.status}>{choice(card.status)}</Status>
        )}
      </span>
      <span className={own.cardFacts}>
        <bdi>{card.number}</bdi>
        <span>{job ? t("picking.lines", { count: job.lines.length }) : "…"}</span>
        {kept && !kept.sending && card.status === "draft" && <span>{t("picking.begun")}</span>}
      </span>
      <span className={own.cardDay} data-late={late || undefined}>
        {card.promised ? t(late ? "picking.late" : "picking.promised", { day: day(card.promised) }) : t("picking.noDay")}
      </span>
    </Link>
  );
}
