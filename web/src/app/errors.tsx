import { Alert, Button, Center, CopyButton, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { asProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";

/** Tells of a problem where its data would have stood, with what to do about it. */
export function ProblemPanel({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const problem = asProblem(error);
  return (
    <Alert
      color="red"
      variant="light"
      m="md"
      title={problem.status === 0 ? t("problem.offline") : problem.title || t("problem.title")}
      role="alert"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{problem.status === 0 ? t("problem.offlineHelp") : problem.message}</Text>
        {problem.errors.map((e) => (
          <Text size="sm" key={e.pointer + e.code}>
            <code>{e.pointer}</code> {e.message}
          </Text>
        ))}
        <Group gap="xs">
          {retry && (
            <Button variant="default" onClick={retry}>
              {t("app.retry")}
            </Button>
          )}
          {problem.requestId && <RequestId id={problem.requestId} />}
        </Group>
      </Stack>
    </Alert>
  );
}

/** The request's id, to be copied into a message to whoever helps. */
export function RequestId({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <Button variant="subtle" color="gray" size="compact-xs" onClick={copy}>
          {copied ? t("app.copied") : t("app.copyRequestId")}
        </Button>
      )}
    </CopyButton>
  );
}

interface MessageProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** Whether it stands within a page that has a heading of its own. */
  within?: boolean;
}

/** Says one thing: not found, not allowed, nothing here yet. */
export function Message({ title, children, action, within = false }: MessageProps) {
  return (
    <Center mih={320} p="xl">
      <Stack align="center" gap="sm" maw={460} ta="center">
        <Title order={within ? 2 : 1} size="h1">
          {title}
        </Title>
        <Text className="muted">{children}</Text>
        {action}
      </Stack>
    </Center>
  );
}
