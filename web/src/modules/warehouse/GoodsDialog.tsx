import "@/i18n/parts/record";
import "@/i18n/parts/form";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { post } from "@/api/client";
import { asProblem, type Problem } from "@/api/problem";
import { queries } from "@/app/queries";
import { useSession } from "@/app/session";
import { AskDialog } from "@/forms/AskDialog";
import type { Values } from "@/forms/values";
import { help, useTranslation } from "@/i18n";
import type { Action, Reference } from "@/meta/types";
import type { Kind, Props } from "./StockDeeds";
import type { Site } from "./sites";
import type { StockRow } from "./stock";
import { stockKey } from "./stockRows";

interface DialogProps extends Props {
  kind: Kind;
  action: Action;
  onClose: () => void;
}

/** Asks for what an action with goods takes, with what is known of it already. */
export function GoodsDialog({ kind, action, site, row, onClose }: DialogProps) {
  const { t } = useTranslation();
  const { model, company } = useSession();
  const entity = model.named("inventory.level");
  const [key] = useState(() => crypto.randomUUID());
  if (!entity) return null;
  const run = async (body: Values): Promise<Problem | undefined> => {
    try {
      await post(action.path, body, { key: `${key}.${JSON.stringify(body).length}` });
    } catch (thrown) {
      return asProblem(thrown);
    }
    onClose();
    notifications.show({ color: "green", message: t(`stock.${kind}Done`), autoClose: 5_000 });
    void queries.invalidateQueries({ queryKey: stockKey });
    return undefined;
  };
  return (
    <AskDialog
      title={`${t(`stock.${kind}`)}: ${row?.name ?? t("nav.stock")}`}
      fields={action.in ?? []}
      known={{ currency: company.currency, ...givenTo(kind, action, site, row, company.currency) }}
      on={{ entity, id: "" }}
      summary={help(action.summary)}
      confirm={t(`stock.${kind}`)}
      onClose={onClose}
      onRun={run}
    />
  );
}

/** What an action begins with: the site and the product that are looked at, and where the product lies. */
function givenTo(kind: Kind, action: Action, site: Site | undefined, row: StockRow | undefined, currency: string): Values {
  const place = row?.places.find((one) => one.kind === "storage");
  const all: Values = {
    site: site && ({ id: site.id, title: site.name } satisfies Reference),
    currency: kind === "receive" ? currency : undefined,
    from: kind === "transfer" && place ? { id: place.location, title: `${place.code} ${place.name}` } : undefined,
    lines: row && [{ $key: crypto.randomUUID(), product: { id: row.id, title: `${row.reference} ${row.name}` } }],
  };
  return Object.fromEntries((action.in ?? []).flatMap(({ name }) => (all[name] === undefined ? [] : [[name, all[name]]])));
}
