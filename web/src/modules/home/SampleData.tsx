import { Button, Progress } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, post } from "@/api/client";
import { useTranslation } from "@/i18n";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { Wrong } from "@/modules/settings/parts/Wrong";
import classes from "./home.module.css";

interface Job {
  id: string;
  state: string;
  total: number;
  done: number;
  problem: string;
}

/** Offers to fill an empty company with sample data, and shows how far that is. */
export function SampleData() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const saving = useSaving();
  const [id, setId] = useState("");
  const { data: job } = useQuery({
    queryKey: ["my-jobs", id],
    queryFn: () => api<Job>(`my-jobs/${id}`),
    enabled: id !== "",
    refetchInterval: (query) => (isOver(query.state.data) ? false : 1000),
  });
  const over = isOver(job);
  useEffect(() => {
    if (over) void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "my-jobs" });
  }, [over, queries]);
  const begin = () => void saving.save(async () => setId((await post<Job>("sample-data")).id));
  if (id && !over) {
    return (
      <div className={classes.sample} role="status">
        <span>{t("home.sample.filling")}</span>
        <Progress
          value={job?.total ? (job.done / job.total) * 100 : 100}
          animated={!job?.total}
          w={200}
          aria-label={t("home.sample.filling")}
        />
      </div>
    );
  }
  return (
    <div className={classes.sample}>
      <span className="muted">{t("home.sample.text")}</span>
      <Button variant="light" onClick={begin} loading={saving.busy}>
        {t("home.sample.begin")}
      </Button>
      {saving.problem && <Wrong problem={saving.problem} />}
      {job?.problem && <span role="alert">{job.problem}</span>}
    </div>
  );
}

function isOver(job: Job | undefined): boolean {
  return !!job && job.state !== "waiting" && job.state !== "running";
}
