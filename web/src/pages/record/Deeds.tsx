import { ActionIcon, Button, CopyButton, Group, Menu, Modal, Tooltip } from "@mantine/core";
import { IconCopy, IconDotsVertical, IconFileText, IconTrash } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { Suspense, useMemo, useState } from "react";
import { api } from "@/api/client";
import { asProblem, type Problem } from "@/api/problem";
import { useSession } from "@/app/session";
import { AskDialog } from "@/forms/AskDialog";
import { useDirty } from "@/forms/store";
import { choice, type Translate, useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Entity } from "@/meta/types";
import { dialogOf } from "@/modules/dialogs";
import { FilePreview } from "./FilePreview";
import { type Deed, deedsOf, isFrozen, knownOf, primaryOf } from "./flow";
import classes from "./Record.module.css";
import { useDeeds } from "./useDeeds";
import type { Work } from "./useRecord";

/** What can be done to a record: one thing first, documents to look at, the rest in a menu that says why not. */
export function Deeds({ entity, work }: { entity: Entity; work: Work }) {
  const { t } = useTranslation();
  const dirty = useDirty(work.form);
  const { record } = work;
  const all = useMemo(() => deedsOf(entity, record, t), [entity, record, t]);
  const { asking, setAsking, answer, setAnswer, busy, start, perform } = useDeeds(entity, work);
  const primary = primaryOf(entity, record, all);
  const file = all.find((deed) => deed.file);
  const rest = all.filter((deed) => deed !== primary && deed !== file && !deed.query);
  const more = all.filter((deed) => deed.file && deed !== file);
  const title = titleOf(entity, record);
  const OwnDialog = asking && dialogOf(entity, asking.verb);
  return (
    <Group gap="xs" wrap="nowrap" className={classes.deeds}>
      {file && (
        <Button
          variant="default"
          className={classes.optional}
          leftSection={<IconFileText size={15} />}
          onClick={() => void start(file)}
        >
          {file.name}
        </Button>
      )}
      {primary && (
        <Button
          variant={dirty ? "default" : "filled"}
          className={classes.first}
          loading={busy === primary.verb}
          onClick={() => void start(primary)}
          data-primary
        >
          {primary.name}
        </Button>
      )}
      <More entity={entity} work={work} deeds={file ? [file, ...more, ...rest] : [...more, ...rest]} start={start} />
      {asking?.file && (
        <FilePreview
          title={asking.name}
          path={`${entity.plural}/${record.id}/${asking.verb}`}
          fileName={`${title}.pdf`}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking && OwnDialog && (
        <Suspense>
          <OwnDialog
            entity={entity}
            record={record}
            name={asking.name}
            deed={asking}
            onClose={() => setAsking(undefined)}
            onRun={(body, then) => perform(asking, body, then)}
          />
        </Suspense>
      )}
      {asking && !asking.file && !OwnDialog && (
        <AskDialog
          title={`${asking.name}: ${title}`}
          fields={asking.fields}
          known={knownOf(asking, record)}
          on={{ entity, id: record.id }}
          summary={asking.summary}
          warning={asking.final ? consequence(asking, t) : undefined}
          confirm={asking.name}
          red={asking.final && asking.negative}
          onClose={() => setAsking(undefined)}
          onRun={(body) => perform(asking, body)}
        />
      )}
      {answer && <AnswerDialog title={answer.deed.name} values={answer.values} onClose={() => setAnswer(undefined)} />}
    </Group>
  );
}

/** What cannot be undone, in the words of what it does where there are some. */
function consequence(deed: Deed, t: Translate): string {
  const own = t(`record.final.${deed.verb}`, { defaultValue: "" });
  return own || t("record.finalState", { state: choice(deed.step?.to ?? deed.verb) });
}

interface MoreProps {
  entity: Entity;
  work: Work;
  deeds: Deed[];
  start: (deed: Deed) => Promise<void>;
}

function More({ entity, work, deeds, start }: MoreProps) {
  const { t } = useTranslation();
  const { meta } = useSession();
  const [deleting, setDeleting] = useState(false);
  const frozen = isFrozen(entity, work.record);
  const mayDelete = entity.may_delete && !meta.tenant.read_only;
  if (deeds.length === 0 && !entity.may_create && !mayDelete) return null;
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={t("record.more")}>
            <IconDotsVertical size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {deeds.map((deed) => (
            <Menu.Item
              key={deed.verb}
              aria-disabled={!!deed.refused || undefined}
              data-refused={deed.refused ? true : undefined}
              className={classes.deed}
              data-help={deed.summary}
              closeMenuOnClick={!deed.refused}
              color={deed.negative && deed.final && !deed.refused ? "red" : undefined}
              onClick={() => void start(deed)}
            >
              {deed.name}
              {deed.refused && <span className={classes.why}>{deed.refused}</span>}
            </Menu.Item>
          ))}
          {deeds.length > 0 && (entity.may_create || mayDelete) && <Menu.Divider />}
          {entity.may_create && (
            <Menu.Item
              leftSection={<IconCopy size={15} />}
              renderRoot={(props) => (
                <Link to="/$plural/new" params={{ plural: entity.plural }} search={{ from: work.record.id }} {...props} />
              )}
            >
              {t("record.duplicate")}
            </Menu.Item>
          )}
          {mayDelete && (
            <Menu.Item
              leftSection={<IconTrash size={15} />}
              color={frozen ? undefined : "red"}
              aria-disabled={frozen || undefined}
              data-refused={frozen || undefined}
              className={classes.deed}
              closeMenuOnClick={!frozen}
              onClick={() => !frozen && setDeleting(true)}
            >
              {t("record.delete")}
              {frozen && <span className={classes.why}>{t("record.frozen")}</span>}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {deleting && <DeleteDialog entity={entity} work={work} onClose={() => setDeleting(false)} />}
    </>
  );
}

function DeleteDialog({ entity, work, onClose }: { entity: Entity; work: Work; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [problem, setProblem] = useState<Problem | undefined>();
  const remove = async () => {
    try {
      work.discard();
      await api(`${entity.plural}/${work.record.id}`, { method: "DELETE", version: work.record.version });
      await navigate({ to: "/$plural", params: { plural: entity.plural }, replace: true });
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  };
  return (
    <Modal opened onClose={onClose} title={t("record.delete")} closeButtonProps={{ "aria-label": t("app.cancel") }}>
      {t("record.deleteText", { name: titleOf(entity, work.record) })}
      {problem && <p role="alert">{problem.message}</p>}
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={onClose}>
          {t("app.cancel")}
        </Button>
        <Button color="red" onClick={() => void remove()} data-autofocus>
          {t("record.delete")}
        </Button>
      </Group>
    </Modal>
  );
}

/** What an action has told that is no record: a secret that is shown once, what is kept about somebody. */
function AnswerDialog({ title, values, onClose }: { title: string; values: Record<string, unknown>; onClose: () => void }) {
  const { t } = useTranslation();
  const text = Object.keys(values).length === 1 ? String(Object.values(values)[0]) : JSON.stringify(values, null, 2);
  return (
    <Modal opened onClose={onClose} size="lg" title={title} closeButtonProps={{ "aria-label": t("app.close") }}>
      <pre className={classes.answer}>{text}</pre>
      <Group justify="flex-end" mt="sm">
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Tooltip label={t("app.copied")} opened={copied}>
              <Button variant="default" onClick={copy}>
                {t("record.copy")}
              </Button>
            </Tooltip>
          )}
        </CopyButton>
      </Group>
    </Modal>
  );
}
