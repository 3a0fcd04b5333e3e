import { Alert, Button, Group, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Known } from "../parts/api";
import { useAct, useAsked } from "../parts/data";
import { Section } from "../parts/Page";
import { Pill } from "../parts/Pill";
import classes from "../parts/parts.module.css";
import { Facts } from "../parts/Sheet";
import { useTenantNames } from "../parts/TenantChoice";
import { When } from "../parts/time";

/** Everything about one job, as it stands while somebody looks at it, whether the list has it still or not. */
export function JobFacts({ listed }: { listed: Known<"Job"> }) {
  const { t } = useTranslation();
  // The first job before the next number is this one, or it is kept no longer.
  const asked = useAsked<Known<"JobPage">>(`jobs?cursor=${listed.id + 1}&limit=1`, { every: 1_000 });
  const found = asked.data?.data.find((one) => one.id === listed.id);
  const job = found ?? listed;
  const nameOf = useTenantNames();
  const { act, busy } = useAct({ loud: true });
  const verbs = {
    retry: ["failed", "cancelled", "scheduled", "dead"],
    cancel: ["ready", "scheduled", "running", "failed", "waiting", "held"],
    pause: ["ready", "scheduled", "failed"],
    resume: ["held"],
  };
  return (
    <Stack gap="md">
      {asked.data && !found && (
        <Alert color="orange" variant="light" p="xs" role="status">
          {t("operator.jobs.gone")}{" "}
          <Link to="/operator/dead-letters" search={job.client ? { client: job.client } : {}} className={classes.link}>
            {t("operator.nav.deadLetters")}
          </Link>
        </Alert>
      )}
      <Group gap="xs">
        {Object.entries(verbs).map(
          ([verb, from]) =>
            (found || !asked.data) &&
            from.includes(job.state) && (
              <Button
                key={verb}
                variant={verb === "retry" ? "filled" : "default"}
                loading={busy}
                onClick={() =>
                  void act(`jobs/${verb}`, { body: { ids: [job.id] } }, t(`operator.jobs.${verb}Done`, { count: 1 }))
                }
              >
                {t(`operator.jobs.${verb}`)}
              </Button>
            ),
        )}
      </Group>
      <Facts
        facts={[
          [t("operator.col.kind"), <bdi key="kind">{job.kind}</bdi>],
          [t("operator.col.state"), <Pill key="state" state={job.state} />],
          [t("operator.col.tenant"), nameOf(job.client)],
          [t("operator.col.attempts"), `${decimal(job.attempt)} / ${decimal(job.attempts)}`],
          [t("operator.progress"), `${decimal(Math.round(job.progress * 100))} % ${job.word}`],
          [
            t("operator.col.event"),
            <bdi key="event" className={classes.code}>
              {job.event_id}
            </bdi>,
          ],
          [t("operator.col.made"), <When key="made" at={job.made_at} />],
          [t("operator.col.due"), <When key="due" at={job.due_at} />],
          [t("operator.col.begun"), <When key="begun" at={job.begun_at} />],
          [t("operator.col.ended"), <When key="ended" at={job.ended_at} />],
        ]}
      />
      {(job.failures ?? []).length > 0 && (
        <Section title={t("operator.jobs.failures")}>
          {job.failures?.map((failure) => (
            <div key={failure.attempt}>
              <strong>{decimal(failure.attempt)}</strong> <When at={failure.at} />
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
              <pre className={classes.error} dir="ltr" tabIndex={0}>
                {failure.error}
              </pre>
            </div>
          ))}
        </Section>
      )}
    </Stack>
  );
}
