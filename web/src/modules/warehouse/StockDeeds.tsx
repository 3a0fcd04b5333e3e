import { Button, Group } from "@mantine/core";
import { IconAdjustments, IconArrowsExchange, IconPackageImport, IconShieldCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Site } from "./sites";
import type { StockRow } from "./stock";
import classes from "./stock.module.css";

const GoodsDialog = lazy(() => import("./GoodsDialog").then((m) => ({ default: m.GoodsDialog })));
const Verification = lazy(() => import("./Verification").then((m) => ({ default: m.Verification })));

export interface Props {
  site: Site | undefined;
  /** The product that is meant, where one is looked at. */
  row?: StockRow;
}

export type Kind = "receive" | "transfer";

/** What can be done with goods here: taken in, carried, counted; and whether the books agree. */
export function StockDeeds({ site, row }: Props) {
  const { t } = useTranslation();
  const { meta, may, model } = useSession();
  const [asking, setAsking] = useState<Kind | "verify" | undefined>();
  const actions = meta.modules.flatMap((module) => module.actions);
  const actionOf = (kind: Kind) => actions.find((one) => one.path === `stock/${kind}` && may(one.need));
  const adjustment = model.named("inventory.adjustment");
  const place = row?.places.find((one) => one.kind === "storage");
  const icons = { receive: IconPackageImport, transfer: IconArrowsExchange };
  const kinds = meta.tenant.read_only ? [] : (["receive", "transfer"] as const).filter(actionOf);
  const action = asking && asking !== "verify" ? actionOf(asking) : undefined;
  return (
    <Group gap="xs" className={classes.deeds}>
      {kinds.map((kind) => {
        const Icon = icons[kind];
        return (
          <Button key={kind} variant="default" leftSection={<Icon size={15} />} onClick={() => setAsking(kind)}>
            {t(`stock.${kind}`)}
          </Button>
        );
      })}
      {row && adjustment?.may_create && (
        <Button
          variant="default"
          leftSection={<IconAdjustments size={15} />}
          renderRoot={(props) => (
            <Link
              to="/$plural/new"
              params={{ plural: adjustment.plural }}
              search={{ ...(place ? { location: place.location } : {}), lines: `product:${row.id}` }}
              {...props}
            />
          )}
        >
          {t("stock.adjust")}
        </Button>
      )}
      {!row && may("inventory.stock.verify") && (
        <Button variant="default" leftSection={<IconShieldCheck size={15} />} onClick={() => setAsking("verify")}>
          {t("stock.verify")}
        </Button>
      )}
      <Suspense>
        {asking === "verify" && <Verification onClose={() => setAsking(undefined)} />}
        {action && asking && asking !== "verify" && (
          <GoodsDialog key={asking} kind={asking} action={action} site={site} row={row} onClose={() => setAsking(undefined)} />
        )}
      </Suspense>
    </Group>
  );
}
