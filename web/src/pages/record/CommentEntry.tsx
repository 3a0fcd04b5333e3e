import { Alert, Button, Group, Modal } from "@mantine/core";
import { useState } from "react";
import { api, post } from "@/api/client";
import { asProblem, type Problem } from "@/api/problem";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Row } from "@/meta/types";
import type { FeedEntry } from "./feed";
import classes from "./Timeline.module.css";

interface Props {
  entry: FeedEntry;
  onAnswer: (entry: FeedEntry) => void;
  onChanged: () => void;
}

/** What somebody said. Who said it changes it or takes it back, unless it went to the client. */
export function CommentEntry({ entry, onAnswer, onChanged }: Props) {
  const { t } = useTranslation();
  const { me, may } = useSession();
  const [doing, setDoing] = useState<"edit" | "withdraw">();
  const client = entry.audience === "client";
  const withdrawn = entry.state === "withdrawn";
  const own = entry.actor === me.user.id && !client && !withdrawn && may("collaboration.comment.write");
  const over = () => setDoing(undefined);
  return (
    <>
      <div className={classes.line}>
        {entry.actor_name}
        <span className={classes.badge}>{t(client ? "timeline.toClient" : "timeline.internal")}</span>
      </div>
      {withdrawn ? (
        <div className="muted">{t("timeline.withdrawn")}</div>
      ) : doing === "edit" ? (
        <Editing entry={entry} onDone={onChanged} onClose={over} />
      ) : (
        <div className={classes.said} data-audience={entry.audience} dir="auto">
          {entry.text}
        </div>
      )}
      {!withdrawn && doing !== "edit" && (
        <>
          <button type="button" className={classes.reply} onClick={() => onAnswer(entry)}>
            {t("timeline.answer")}
          </button>{" "}
          {own && (
            <>
              <button type="button" className={classes.reply} onClick={() => setDoing("edit")}>
                {t("timeline.edit")}
              </button>{" "}
              <button type="button" className={classes.reply} onClick={() => setDoing("withdraw")}>
                {t("timeline.withdraw")}
              </button>{" "}
            </>
          )}
        </>
      )}
      {doing === "withdraw" && <Withdrawing entry={entry} onDone={onChanged} onClose={over} />}
    </>
  );
}

interface DoingProps {
  entry: FeedEntry;
  onDone: () => void;
  onClose: () => void;
}

/** Changes a comment as it is now: the feed does not tell its version. */
function useChange({ entry, onDone, onClose }: DoingProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const change = async (verb: "edit" | "withdraw", body: { text?: string }) => {
    setBusy(true);
    try {
      const comment = await api<Row>(`comments/${entry.record?.id}`);
      await post(`comments/${comment.id}/${verb}`, body, { version: comment.version });
      onDone();
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };
  return { busy, problem, change };
}

function Editing(props: DoingProps) {
  const { entry, onClose } = props;
  const { t } = useTranslation();
  const [text, setText] = useState(entry.text);
  const { busy, problem, change } = useChange(props);
  const save = () => {
    if (text.trim()) void change("edit", { text: text.trim() });
  };
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div className={classes.box} data-audience={entry.audience}>
        <textarea
          className={classes.input}
          dir="auto"
          maxLength={10_000}
          aria-label={t("timeline.note")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") onClose();
            else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
          // biome-ignore lint/a11y/noAutofocus: it was just asked for
          autoFocus
        />
      </div>
      <Wrong problem={problem} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" size="compact-sm" onClick={onClose}>
          {t("app.cancel")}
        </Button>
        <Button type="submit" size="compact-sm" loading={busy} disabled={!text.trim()}>
          {t("timeline.save")}
        </Button>
      </Group>
    </form>
  );
}

function Withdrawing(props: DoingProps) {
  const { t } = useTranslation();
  const { busy, problem, change } = useChange(props);
  return (
    <Modal opened onClose={props.onClose} title={t("timeline.withdraw")} closeButtonProps={{ "aria-label": t("app.close") }}>
      {t("timeline.withdrawSure")}
      <Wrong problem={problem} />
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={props.onClose}>
          {t("app.cancel")}
        </Button>
        <Button color="red" loading={busy} onClick={() => void change("withdraw", {})} data-autofocus>
          {t("timeline.withdraw")}
        </Button>
      </Group>
    </Modal>
  );
}

function Wrong({ problem }: { problem: Problem | undefined }) {
  if (!problem) return null;
  return (
    <Alert color="red" variant="light" role="alert">
      {problem.errors[0]?.message ?? problem.message}
    </Alert>
  );
}
