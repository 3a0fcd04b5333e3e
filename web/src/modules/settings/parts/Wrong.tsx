import { Alert } from "@mantine/core";
import { asProblem } from "@/api/problem";
import { RequestId } from "@/app/errors";
import { useTranslation } from "@/i18n";

/** Says what is wrong with what was sent, in short. */
export function Wrong({ problem: thrown }: { problem: unknown }) {
  const { t } = useTranslation();
  const problem = asProblem(thrown);
  return (
    <Alert color="red" variant="light" role="alert" title={problem.status === 0 ? t("problem.offline") : problem.title}>
      {problem.status === 0 ? t("problem.offlineHelp") : problem.message}
      {problem.errors.map((e) => (
        <div key={e.pointer + e.code}>
          <code>{e.pointer}</code> {e.message}
        </div>
      ))}
      {problem.status >= 500 && problem.requestId && <RequestId id={problem.requestId} />}
    </Alert>
  );
}
