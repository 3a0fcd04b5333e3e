import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@/i18n";
import { Message, ProblemPanel } from "./errors";

/** An address that leads nowhere, or to what this person may not see: both look the same. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Message
      title={t("notFound.title")}
      action={<Button renderRoot={(props) => <Link to="/" {...props} />}>{t("nav.home")}</Button>}
    >
      {t("notFound.text")}
    </Message>
  );
}

/** A page that broke; the rest of the application stands. */
export function RouteProblem({ error, reset }: { error: unknown; reset: () => void }) {
  return <ProblemPanel error={error} retry={reset} />;
}
