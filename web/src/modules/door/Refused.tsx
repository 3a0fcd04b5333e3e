import { Alert } from "@mantine/core";
import { useEffect, useState } from "react";
import { asProblem, type Problem } from "@/api/problem";
import { RequestId } from "@/app/errors";
import { useTranslation } from "@/i18n";
import { secondsToWait } from "./ask";

/** Says what is wrong, and counts down where one only has to wait. */
export function Refused({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const problem = asProblem(error);
  const left = useCountdown(problem);
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      title={t(`door.problem.${problem.slug}`, { defaultValue: titleOf(problem, t) })}
    >
      {t(`door.help.${problem.slug}`, { defaultValue: problem.slug === "offline" ? t("problem.offlineHelp") : problem.message })}
      {left > 0 && <div aria-live="polite">{t("door.wait", { count: left })}</div>}
      {problem.status >= 500 && problem.requestId && <RequestId id={problem.requestId} />}
    </Alert>
  );
}

function titleOf(problem: Problem, t: (key: string) => string): string {
  if (problem.slug === "offline") return t("problem.offline");
  return problem.slug === "unknown" ? t("problem.title") : problem.title || t("problem.title");
}

/** The seconds that are left of what a problem asks to wait. */
export function useCountdown(problem: Problem | undefined): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (!problem) return;
    const until = Date.now() + secondsToWait(problem) * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [problem]);
  return left;
}
