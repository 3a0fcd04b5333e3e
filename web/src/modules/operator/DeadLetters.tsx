import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Known } from "./parts/api";
import { Confirm } from "./parts/Confirm";
import { useAct, useFilters, usePages } from "./parts/data";
import { Page } from "./parts/Page";
import classes from "./parts/parts.module.css";
import { type Column, Sheet } from "./parts/Sheet";
import { TenantChoice } from "./parts/TenantChoice";
import { When } from "./parts/time";
import { useTyped } from "./parts/typed";

type Letter = Known<"DeadLetter">;

/** Deliveries that were given up: made again, or dropped for good. */
export function DeadLetters() {
  const { t } = useTranslation();
  const [filters, change] = useFilters("client", "subscription", "event_type");
  const query = usePages<Letter>("dead-letters", filters);
  const subscription = useTyped(filters.subscription ?? "", (value) => change({ subscription: value.trim() }));
  const type = useTyped(filters.event_type ?? "", (value) => change({ event_type: value.trim() }));
  const [chosen, setChosen] = useState<string[]>([]);
  const picked = query.rows.filter((letter) => chosen.includes(letter.id));
  const turn = (id: string) => setChosen((old) => (old.includes(id) ? old.filter((one) => one !== id) : [...old, id]));
  return (
    <Page title={t("operator.nav.deadLetters")} actions={<Clearing letters={picked} onDone={() => setChosen([])} />}>
      <div className={classes.filters} role="search">
        <TenantChoice value={filters.client} onChange={(id) => change({ client: id ?? "" })} />
        <TextInput
          {...subscription}
          aria-label={t("operator.col.subscription")}
          placeholder={t("operator.col.subscription")}
          w={200}
        />
        <TextInput {...type} aria-label={t("operator.col.event")} placeholder={t("operator.col.event")} w={200} />
      </div>
      <Sheet
        caption={t("operator.nav.deadLetters")}
        query={query}
        rows={query.rows}
        id={(letter) => letter.id}
        empty={t("operator.noDeadLetters")}
        columns={useColumns(chosen, turn)}
      />
    </Page>
  );
}

function useColumns(chosen: string[], turn: (id: string) => void): Column<Letter>[] {
  const { t } = useTranslation();
  return [
    {
      key: "choose",
      title: t("operator.choose"),
      silent: true,
      render: (letter) => (
        <input
          type="checkbox"
          checked={chosen.includes(letter.id)}
          onChange={() => turn(letter.id)}
          aria-label={`${t("operator.choose")}: ${letter.event_type}, ${letter.slug}`}
        />
      ),
    },
    { key: "slug", title: t("operator.col.tenant"), render: (letter) => <bdi>{letter.slug}</bdi> },
    { key: "type", title: t("operator.col.event"), render: (letter) => <bdi className={classes.code}>{letter.event_type}</bdi> },
    {
      key: "subscription",
      title: t("operator.col.subscription"),
      render: (letter) => <bdi className={classes.code}>{letter.subscription}</bdi>,
    },
    { key: "attempts", title: t("operator.col.attempts"), end: true, render: (letter) => decimal(letter.attempts) },
    { key: "error", title: t("operator.col.error"), render: (letter) => <bdi>{letter.error}</bdi> },
    { key: "died", title: t("operator.col.at"), render: (letter) => <When at={letter.died_at} /> },
  ];
}

/** What can be done with the letters that are chosen; those of one tenant at a time. */
function Clearing({ letters, onDone }: { letters: Letter[]; onDone: () => void }) {
  const { t } = useTranslation();
  const [discarding, setDiscarding] = useState(false);
  const { act, busy, problem } = useAct();
  const replaying = useAct({ loud: true });
  const client = letters[0]?.client ?? "";
  const mixed = letters.some((letter) => letter.client !== client);
  const body = { client, ids: letters.map((letter) => letter.id) };
  const cleared = (key: string) => (answer: Known<"Cleared">) => t(key, { count: answer.count });
  const replay = async () => {
    if (await replaying.act("dead-letters/replay", { body }, cleared("operator.replayed"))) onDone();
  };
  const discard = async (reason: string) => {
    if (await act("dead-letters/discard", { body: { ...body, reason } }, cleared("operator.discarded"))) {
      setDiscarding(false);
      onDone();
    }
  };
  return (
    <>
      <span className="muted" role="status">
        {mixed ? t("operator.oneTenant") : letters.length > 0 ? t("operator.chosen", { count: letters.length }) : ""}
      </span>
      <Button disabled={letters.length === 0 || mixed} loading={replaying.busy} onClick={() => void replay()}>
        {t("operator.replay")}
      </Button>
      <Button variant="default" disabled={letters.length === 0 || mixed} onClick={() => setDiscarding(true)}>
        {t("operator.discard")}
      </Button>
      {discarding && (
        <Confirm
          opened
          danger
          reason
          typed={letters[0]?.slug}
          title={t("operator.discardTitle", { count: letters.length })}
          verb={t("operator.discard")}
          busy={busy}
          problem={problem}
          onClose={() => setDiscarding(false)}
          onConfirm={(reason) => void discard(reason)}
        >
          {t("operator.discardMeans")}
        </Confirm>
      )}
    </>
  );
}
