import { Button, Drawer, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Known } from "./parts/api";
import { Confirm } from "./parts/Confirm";
import { useAct, useFilters, usePages } from "./parts/data";
import { Page, Section } from "./parts/Page";
import classes from "./parts/parts.module.css";
import { Brief, type Column, Facts, Sheet } from "./parts/Sheet";
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
  const [shown, setShown] = useState<Letter>();
  const picked = query.rows.filter((letter) => chosen.includes(letter.id));
  const turn = (id: string) => setChosen((old) => (old.includes(id) ? old.filter((one) => one !== id) : [...old, id]));
  return (
    <Page title={t("operator.nav.deadLetters")} actions={<Chosen letters={picked} onDone={() => setChosen([])} />}>
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
        columns={useColumns(chosen, turn, setShown)}
      />
      <Drawer
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        position="right"
        size={460}
        title={shown?.event_type ?? ""}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        {shown && <Read letter={shown} onDone={() => setShown(undefined)} />}
      </Drawer>
    </Page>
  );
}

/** Everything about one letter, and what can be done with it. */
function Read({ letter, onDone }: { letter: Letter; onDone: () => void }) {
  const { t } = useTranslation();
  const code = (text: string) => <bdi className={classes.code}>{text}</bdi>;
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Clearing letters={[letter]} onDone={onDone} />
      </Group>
      <Facts
        facts={[
          [t("operator.col.tenant"), <bdi key="tenant">{letter.slug}</bdi>],
          [t("operator.col.attempts"), decimal(letter.attempts)],
          [t("operator.col.subscription"), code(letter.subscription)],
          [t("operator.col.event"), code(letter.event_id)],
          [t("operator.col.at"), <When key="at" at={letter.died_at} />],
        ]}
      />
      <Section title={t("operator.col.error")}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <pre className={classes.error} dir="ltr" tabIndex={0}>
          {letter.error}
        </pre>
      </Section>
    </Stack>
  );
}

function useColumns(chosen: string[], turn: (id: string) => void, read: (letter: Letter) => void): Column<Letter>[] {
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
    {
      key: "type",
      title: t("operator.col.event"),
      render: (letter) => (
        <Button variant="subtle" size="compact-xs" onClick={() => read(letter)}>
          {letter.event_type}
        </Button>
      ),
    },
    {
      key: "subscription",
      title: t("operator.col.subscription"),
      render: (letter) => <bdi className={classes.code}>{letter.subscription}</bdi>,
    },
    { key: "attempts", title: t("operator.col.attempts"), end: true, render: (letter) => decimal(letter.attempts) },
    { key: "error", title: t("operator.col.error"), render: (letter) => <Brief text={letter.error} /> },
    { key: "died", title: t("operator.col.at"), render: (letter) => <When at={letter.died_at} /> },
  ];
}

/** How many letters are chosen, and what can be done with them; those of one tenant at a time. */
function Chosen({ letters, onDone }: { letters: Letter[]; onDone: () => void }) {
  const { t } = useTranslation();
  const mixed = letters.some((letter) => letter.client !== letters[0]?.client);
  return (
    <>
      <span className="muted" role="status">
        {mixed ? t("operator.oneTenant") : letters.length > 0 ? t("operator.chosen", { count: letters.length }) : ""}
      </span>
      <Clearing letters={mixed ? [] : letters} onDone={onDone} />
    </>
  );
}

/** Has letters of one tenant delivered again, or drops them. */
function Clearing({ letters, onDone }: { letters: Letter[]; onDone: () => void }) {
  const { t } = useTranslation();
  const [discarding, setDiscarding] = useState(false);
  const { act, busy, problem } = useAct();
  const replaying = useAct({ loud: true });
  const client = letters[0]?.client ?? "";
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
      <Button disabled={letters.length === 0} loading={replaying.busy} onClick={() => void replay()}>
        {t("operator.replay")}
      </Button>
      <Button variant="default" disabled={letters.length === 0} onClick={() => setDiscarding(true)}>
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
