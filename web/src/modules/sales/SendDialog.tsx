import { titleOf } from "@/meta/model";
import { LetterDialog } from "@/modules/communications/LetterDialog";
import type { DeedDialogProps } from "@/modules/dialogs";

/** Sends a document after a look at it and at its letter. */
export function SendDialog({ entity, record, name, onClose, onRun }: DeedDialogProps) {
  return (
    <LetterDialog
      name={name}
      title={titleOf(entity, record)}
      letter={`${entity.plural}/${record.id}/letter`}
      path={`${entity.plural}/${record.id}/document.pdf`}
      onClose={onClose}
      onSend={() => onRun({})}
    />
  );
}
