import { Alert, Button, SegmentedControl } from "@mantine/core";
import { IconLock, IconMail } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, post } from "@/api/client";
import { asProblem, type Problem } from "@/api/problem";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Entity, Page, Reference, Row } from "@/meta/types";
import type { FeedEntry } from "./feed";
import classes from "./Timeline.module.css";

type Audience = "internal" | "client";

interface Props {
  entity: Entity;
  record: Row;
  /** The comment that is answered. */
  answering: FeedEntry | undefined;
  onAnswered: () => void;
  onWritten: () => void;
}

/**
 * Says something about a record. To one's own people by default; what goes to the client
 * looks different and shows who gets it. An answer to a note stays a note.
 */
export function Composer({ entity, record, answering, onAnswered, onWritten }: Props) {
  const { t } = useTranslation();
  const { may } = useSession();
  const [audience, setAudience] = useState<Audience>("internal");
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  const input = useRef<HTMLTextAreaElement>(null);
  const client = clientOf(entity, record);
  const mayTell = !!client && may("collaboration.comment.tell_client") && answering?.audience !== "internal";
  const to: Audience = mayTell ? audience : "internal";
  const recipient = useRecipient(record, client, to === "client");
  useEffect(() => {
    if (answering) input.current?.focus();
  }, [answering]);
  const send = async () => {
    if (!text.trim() || busy || (to === "client" && !recipient)) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await post("comments/write", {
        about: { entity: entity.name, id: record.id },
        text: text.trim(),
        audience: to,
        reply_to: answering?.record?.id ?? null,
      });
      setText("");
      setAudience("internal");
      onAnswered();
      onWritten();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={classes.composer}
      data-composer
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {client && may("collaboration.comment.tell_client") && (
        <SegmentedControl
          size="xs"
          fullWidth
          value={to}
          disabled={!mayTell}
          onChange={(value) => setAudience(value as Audience)}
          aria-label={t("timeline.audience")}
          data={[
            { value: "internal", label: t("timeline.note") },
            { value: "client", label: t("timeline.message") },
          ]}
        />
      )}
      <div className={classes.box} data-audience={to}>
        <textarea
          ref={input}
          className={classes.input}
          dir={text ? "auto" : undefined}
          maxLength={10_000}
          aria-label={t(to === "client" ? "timeline.message" : "timeline.note")}
          placeholder={t(to === "client" ? "timeline.messagePlaceholder" : "timeline.notePlaceholder")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              void send();
            } else if (event.key === "Escape" && answering) onAnswered();
          }}
        />
        {answering && (
          <div className={classes.hint}>
            {t("timeline.answering", { name: answering.actor_name })}
            <button type="button" className={classes.reply} onClick={onAnswered}>
              {t("app.cancel")}
            </button>
          </div>
        )}
        <div className={classes.hint} role="status">
          {to === "client" ? <IconMail size={13} /> : <IconLock size={13} />}
          {to === "client"
            ? recipient
              ? t("timeline.goesTo", { name: recipient })
              : t("timeline.noRecipient")
            : t("timeline.onlyUs")}
        </div>
      </div>
      {problem && (
        <Alert color="red" variant="light" role="alert">
          {problem.errors[0]?.message ?? problem.message}
        </Alert>
      )}
      {text.trim() !== "" && (
        <Button
          type="submit"
          loading={busy}
          disabled={to === "client" && !recipient}
          variant={to === "client" ? "filled" : "light"}
          color={to === "client" ? undefined : "yellow"}
          fullWidth
        >
          {t(to === "client" ? "timeline.send" : "timeline.addNote")}
        </Button>
      )}
    </form>
  );
}

/** The client that a record is about: itself, or by its field. */
function clientOf(entity: Entity, record: Row): string | undefined {
  if (entity.name === "crm.client") return record.id;
  const field = entity.fields.find((one) => one.name === "client" && one.target === "crm.client");
  return field ? (record.client as Reference | null)?.id : undefined;
}

/** Whom a letter to the client goes to: the record's contact, the client, or a contact of theirs, as the server has it. */
function useRecipient(record: Row, client: string | undefined, wanted: boolean): string | undefined {
  const contact = (record.contact as Reference | null | undefined)?.id;
  const { data } = useQuery({
    queryKey: ["recipient", client, contact],
    enabled: wanted && !!client,
    queryFn: async ({ signal }) => {
      const of = (row: Row) => {
        const name = row.name ?? [row.first_name, row.last_name].filter(Boolean).join(" ");
        return row.email ? `${name} <${row.email}>` : undefined;
      };
      const named = contact ? of(await api<Row>(`contacts/${contact}`, { signal })) : undefined;
      if (named) return named;
      const own = of(await api<Row>(`clients/${client}`, { signal }));
      if (own) return own;
      const page = await api<Page>(`contacts?client=${client}&limit=50`, { signal });
      const reachable = page.data.filter((row) => row.email);
      const best = reachable.find((row) => row.primary === true) ?? reachable[0];
      return (best && of(best)) ?? null;
    },
  });
  return data ?? undefined;
}
