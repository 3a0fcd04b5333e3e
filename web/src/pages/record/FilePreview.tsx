import { Modal } from "@mantine/core";
import { useTranslation } from "@/i18n";
import { DocumentView } from "./DocumentView";

interface Props {
  title: string;
  /** Where the document is, below the tenant. */
  path: string;
  fileName: string;
  onClose: () => void;
}

/** Shows a document as it will be printed or sent, before it is. */
export function FilePreview({ title, path, fileName, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} size="min(960px, 96vw)" title={title} closeButtonProps={{ "aria-label": t("app.close") }}>
      <DocumentView title={title} path={path} fileName={fileName} />
    </Modal>
  );
}
