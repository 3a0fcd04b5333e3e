import "@/i18n/parts/form";
import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { ProblemPanel } from "@/app/errors";
import { Shown } from "@/forms/Shown";
import { useTranslation } from "@/i18n";
import type { Reference } from "@/meta/types";
import { decimal } from "@/ui/format";
import table from "@/ui/Table.module.css";
import classes from "./stock.module.css";
import { stockKey } from "./stockRows";

interface Difference {
  product: Reference | string;
  location: Reference | string;
  on_hand: string;
  moved: string;
  reserved: string;
  promised: string;
}

/** Whether every level is what its moves and reservations say. */
export function Verification({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: [...stockKey, "verify"],
    queryFn: ({ signal }) => api<{ differences: Difference[] | null }>("stock/verify", { signal }),
    gcTime: 0,
    staleTime: 0,
  });
  const differences = data?.differences ?? [];
  return (
    <Modal opened onClose={onClose} size="lg" title={t("stock.verify")} closeButtonProps={{ "aria-label": t("app.close") }}>
      {error && <ProblemPanel error={error} retry={() => void refetch()} />}
      <p role="status" className={classes.verdict} data-right={(data && differences.length === 0) || undefined}>
        {data
          ? differences.length === 0
            ? t("stock.verified")
            : t("stock.differences", { count: differences.length })
          : t("stock.verifying")}
      </p>
      {differences.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t("stock.product")}</th>
              <th scope="col">{t("stock.place")}</th>
              <th scope="col" data-end>
                {t("stock.onHand")}
              </th>
              <th scope="col" data-end>
                {t("stock.moved")}
              </th>
              <th scope="col" data-end>
                {t("stock.reserved")}
              </th>
              <th scope="col" data-end>
                {t("stock.promised")}
              </th>
            </tr>
          </thead>
          <tbody>
            {differences.map((one) => (
              <tr key={`${idOf(one.product)} ${idOf(one.location)}`}>
                <td>
                  <Shown field={referenceTo("catalog.product")} value={{ id: idOf(one.product) }} />
                </td>
                <td>
                  <Shown field={referenceTo("inventory.location")} value={{ id: idOf(one.location) }} />
                </td>
                {[one.on_hand, one.moved, one.reserved, one.promised].map((value, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: four columns that never change places
                  <td key={i} data-end>
                    {decimal(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Modal>
  );
}

function idOf(one: Reference | string): string {
  return typeof one === "string" ? one : one.id;
}

function referenceTo(target: string) {
  return { name: target, label: "", type: "reference", target };
}
