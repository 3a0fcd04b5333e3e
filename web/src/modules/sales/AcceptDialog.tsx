import "@/i18n/parts/deal";
import { useSession } from "@/app/session";
import { AskDialog } from "@/forms/AskDialog";
import { useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { DeedDialogProps } from "@/modules/dialogs";
import { knownOf } from "@/pages/record/flow";

/** Accepts a quote for the client, and says that it is noted so. */
export function AcceptDialog({ entity, record, deed, onClose, onRun }: DeedDialogProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  if (!deed) return null;
  return (
    <AskDialog
      title={`${deed.name}: ${titleOf(entity, record)}`}
      fields={deed.fields}
      known={knownOf(deed, record)}
      on={{ entity, id: record.id }}
      summary={deed.summary}
      confirm={deed.name}
      intro={t("deal.accept", { name: me.name || me.email })}
      onClose={onClose}
      onRun={onRun}
    />
  );
}
