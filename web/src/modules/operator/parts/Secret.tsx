import { Alert, Button, CopyButton, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "@/i18n";
import classes from "./parts.module.css";

/** A secret that is shown this once. */
export function Secret({ value }: { value: string }) {
  const { t } = useTranslation();
  return (
    <Alert color="orange" variant="light" title={t("operator.shownOnce")}>
      <Stack gap="xs">
        <Text size="sm">{t("operator.shownOnceHelp")}</Text>
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <code className={classes.secret} dir="ltr">
            {value}
          </code>
          <CopyButton value={value}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t("app.copied") : t("operator.copy")}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </Alert>
  );
}
