import { Alert, Button, Code, CopyButton, Group } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "@/i18n";

/** Shows a secret that is told this once. */
export function SecretOnce({ secret, onDone }: { secret: string; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="blue" variant="light" title={t("settings.secret.title")} mb="sm">
      <p>{t("settings.secret.text")}</p>
      <Code block dir="ltr">
        {secret}
      </Code>
      <Group gap="xs" mt="xs">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />} onClick={copy}>
              {t(copied ? "app.copied" : "settings.secret.copy")}
            </Button>
          )}
        </CopyButton>
        <Button variant="subtle" color="gray" onClick={onDone}>
          {t("settings.secret.kept")}
        </Button>
      </Group>
    </Alert>
  );
}
