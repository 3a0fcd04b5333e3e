import { Button, Group, Loader } from "@mantine/core";
import { IconDownload, IconPrinter } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { addressOf } from "@/api/client";
import { asProblem, Problem } from "@/api/problem";
import { ProblemPanel } from "@/app/errors";
import { useTranslation } from "@/i18n";
import sheet from "@/ui/Paper.module.css";
import classes from "./Record.module.css";

interface Props {
  title: string;
  /** Where the document is, below the tenant. */
  path: string;
  fileName: string;
  /** Among other things: lower, and without the ways to print and keep it. */
  small?: boolean;
}

/** A document as it will be printed or sent. */
export function DocumentView({ title, path, fileName, small = false }: Props) {
  const { t } = useTranslation();
  const [url, setUrl] = useState<string | undefined>();
  const [problem, setProblem] = useState<Problem | undefined>();
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const abort = new AbortController();
    let made: string | undefined;
    load(path, abort.signal).then(
      (blob) => {
        made = URL.createObjectURL(blob);
        setUrl(made);
      },
      (thrown: unknown) => {
        if (!abort.signal.aborted) setProblem(asProblem(thrown));
      },
    );
    return () => {
      abort.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [path]);
  if (problem) return <ProblemPanel error={problem} />;
  if (!url) return <Loader size="sm" />;
  return (
    <>
      <iframe
        ref={frame}
        src={small ? `${url}#toolbar=0&navpanes=0&view=FitH` : `${url}#navpanes=0`}
        title={title}
        className={`${sheet.paper} ${classes.preview}`}
        data-small={small || undefined}
      />
      {!small && (
        <Group justify="flex-end" gap="xs" mt="xs">
          <Button
            variant="default"
            leftSection={<IconPrinter size={15} />}
            onClick={() => {
              frame.current?.contentWindow?.focus();
              frame.current?.contentWindow?.print();
            }}
          >
            {t("record.print")}
          </Button>
          <Button component="a" href={url} download={fileName} leftSection={<IconDownload size={15} />}>
            {t("record.download")}
          </Button>
        </Group>
      )}
    </>
  );
}

async function load(path: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(addressOf(path), { signal, credentials: "same-origin" });
  if (response.ok) return response.blob();
  throw new Problem((await response.json().catch(() => ({}))) as Record<string, unknown>, response.status);
}
