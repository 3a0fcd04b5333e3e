import { Alert, Button, Checkbox, CopyButton, Group, Stack } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import classes from "./door.module.css";

/** Shows recovery codes, this once; nobody goes on before they say that they have kept them. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const [kept, setKept] = useState(false);
  const text = codes.join("\n");
  return (
    <Stack gap="sm">
      <Alert color="blue" variant="light" title={t("door.codes.title")}>
        {t("door.codes.text")}
      </Alert>
      <ul className={classes.codes} dir="ltr" aria-label={t("door.codes.title")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group gap="xs">
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button variant="default" leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />} onClick={copy}>
              {copied ? t("app.copied") : t("door.codes.copy")}
            </Button>
          )}
        </CopyButton>
        <Button
          variant="default"
          component="a"
          leftSection={<IconDownload size={14} />}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
          download="guildhall-recovery-codes.txt"
        >
          {t("door.codes.save")}
        </Button>
      </Group>
      <Checkbox label={t("door.codes.kept")} checked={kept} onChange={(e) => setKept(e.currentTarget.checked)} />
      <Button size="sm" disabled={!kept} onClick={onDone}>
        {t("door.goOn")}
      </Button>
    </Stack>
  );
}
