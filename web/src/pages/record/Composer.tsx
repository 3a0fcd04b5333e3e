import { Alert, Button, SegmentedControl } from "@mantine/core";
import { IconLock, IconMail } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { post } from "@/api/client";
import { asProblem, type Problem } from "@/api/problem";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Entity, Reference, Row } from "@/meta/types";
import type { FeedEntry } from "./feed";
import { MentionInput } from "./MentionInput";
import { type Mentioned, stillNamed } from "./mention";
import { useRecipient } from "./recipient";
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
  const [chosen, setChosen] = useState<Mentioned[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  const input = useRef<HTMLTextAreaElement>(null);
  const client = clientOf(entity, record);
  const mayTell = !!client && may("collaboration.comment.tell_client") && answering?.audience !== "internal";
  const to: Audience = mayTell ? audience : "internal";
  const recipient = useRecipient(record, client, to === "client")?.to;
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
        mentions: to === "internal" ? stillNamed(text, chosen).map((one) => one.id) : [],
        reply_to: answering?.record?.id ?? null,
      });
      setText("");
      setChosen([]);
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
        <MentionInput
          entity={entity}
          record={record}
          input={input}
          label={t(to === "client" ? "timeline.message" : "timeline.note")}
          placeholder={t(to === "client" ? "timeline.messagePlaceholder" : "timeline.notePlaceholder")}
          text={text}
          onText={setText}
          onMention={(who) => setChosen((old) => [...old, who])}
          mentions={to === "internal"}
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
            : `${t("timeline.onlyUs")} · ${t("timeline.mentionHint")}`}
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
          variant={to === "client" ? "filled" : "default"}
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
