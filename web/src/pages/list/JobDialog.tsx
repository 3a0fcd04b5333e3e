import { Button, Group, Modal, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import type { Entity } from "@/meta/types";
import { decimal } from "@/ui/format";
import { cancelJob, type Failed, isOver, type Job, jobOf, type Outcome, reasonOf } from "./bulk";
import classes from "./list.module.css";

/** How far a job of many records is, and what became of them. */
export function JobDialog({ job, entity, onClose }: { job: Job; entity: Entity; onClose: () => void }) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState("");
  const { data } = useQuery({
    queryKey: ["job", job.id],
    queryFn: () => jobOf(job.id),
    initialData: job,
    staleTime: 0,
    refetchInterval: (query) => (query.state.data && isOver(query.state.data) ? false : 700),
  });
  const behind = data.done + data.failed;
  return (
    <Modal opened onClose={onClose} title={t(`list.job.${data.state}`)} closeButtonProps={{ "aria-label": t("app.close") }}>
      <Stack>
        <Progress
          value={data.total ? (100 * behind) / data.total : 0}
          animated={!isOver(data)}
          aria-label={t(`list.job.${data.state}`)}
        />
        <Text size="sm" role="status">
          {t("list.job.progress", { done: decimal(data.done), failed: decimal(data.failed), total: decimal(data.total) })}
        </Text>
        {(data.problem || problem) && (
          <Text size="sm" role="alert">
            {data.problem || problem}
          </Text>
        )}
        <Failures failed={data.failures ?? []} entity={entity} />
        <Group justify="flex-end" gap="xs">
          {!isOver(data) && (
            <Button
              variant="default"
              onClick={() => void cancelJob(job.id).catch((thrown: unknown) => setProblem(asProblem(thrown).message))}
            >
              {t("list.job.cancel")}
            </Button>
          )}
          <Button onClick={onClose}>{t(isOver(data) ? "app.close" : "list.job.background")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** What became of records of which some refused. */
export function OutcomeDialog({ outcome, entity, onClose }: { outcome: Outcome; entity: Entity; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t("list.someFailed")} closeButtonProps={{ "aria-label": t("app.close") }}>
      <Stack>
        <Text size="sm" role="status">
          {t("list.job.progress", {
            done: decimal(outcome.done),
            failed: decimal(outcome.failed.length),
            total: decimal(outcome.done + outcome.failed.length),
          })}
        </Text>
        <Failures failed={outcome.failed} entity={entity} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("app.close")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Failures({ failed, entity }: { failed: Failed[]; entity: Entity }) {
  if (failed.length === 0) return null;
  return (
    <ul className={classes.failures}>
      {failed.map((one) => (
        <li key={one.id}>
          <a href={`/${entity.plural}/${one.id}`} target="_blank" rel="noreferrer">
            {one.title || one.id.slice(-8)}
          </a>{" "}
          <span className="muted">{reasonOf(one.problem)}</span>
        </li>
      ))}
    </ul>
  );
}
