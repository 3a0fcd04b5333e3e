import { ActionIcon, Button, Progress } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import classes from "./home.module.css";
import { SampleData } from "./SampleData";

interface Steps {
  data: { key: string; done: boolean; entity: string }[];
  /** Whether the company may be filled with sample data. */
  sample_data: boolean;
}

/** The first steps of a new company, until they are done or not wanted. */
export function Checklist() {
  const { t } = useTranslation();
  const { preferences, prefer, model } = useSession();
  const wanted = !preferences.checklistDone;
  const { data } = useQuery({ queryKey: ["checklist"], queryFn: () => api<Steps>("checklist"), enabled: wanted, retry: false });
  if (!wanted || !data?.data.length) return null;
  const done = data.data.filter((step) => step.done).length;
  if (done === data.data.length) return null;
  return (
    <section className={classes.first} aria-labelledby="home-first">
      <header>
        <div>
          <h2 id="home-first">{t("home.first.title")}</h2>
          <span className="muted">{t("home.first.progress", { done, all: data.data.length })}</span>
        </div>
        <ActionIcon aria-label={t("home.first.dismiss")} onClick={() => prefer({ checklistDone: true })}>
          <IconX size={16} />
        </ActionIcon>
      </header>
      <Progress value={(done / data.data.length) * 100} size={4} aria-label={t("home.first.title")} />
      <ol>
        {data.data.map((step) => (
          <li key={step.key} data-done={step.done || undefined}>
            <span className={classes.tick}>{step.done && <IconCheck size={13} aria-label={t("home.first.done")} />}</span>
            <span className={classes.step}>
              <strong>{t(`home.first.steps.${step.key}`)}</strong>
              <span className="muted">{t(`home.first.why.${step.key}`)}</span>
            </span>
            {!step.done && (
              <Button
                variant="default"
                renderRoot={(props) => <Link to={addressOf(step.key, model.named(step.entity)?.plural)} {...props} />}
              >
                {t(`home.first.go.${step.key}`)}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {data.sample_data && <SampleData />}
    </section>
  );
}

function addressOf(key: string, plural = ""): string {
  if (key === "letterhead") return "/settings/company";
  return key === "colleague" ? "/settings/users" : `/${plural}/new`;
}
