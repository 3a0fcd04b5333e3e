import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import type { Known } from "../parts/api";
import { Confirm } from "../parts/Confirm";
import { useAct, useAsked } from "../parts/data";
import { Pill } from "../parts/Pill";
import classes from "../parts/parts.module.css";
import { Sheet } from "../parts/Sheet";
import { When } from "../parts/time";

type Operator = Known<"Operator">;

/** Operators of both kinds, each of whom can be kept out. */
export function Operators() {
  const { t } = useTranslation();
  const query = useAsked<Known<"OperatorPage">>("operators");
  const [blocking, setBlocking] = useState<Operator>();
  const { act, busy, problem } = useAct();
  const quick = useAct({ loud: true });
  const block = async (operator: Operator) => {
    if (await act(`operators/${operator.id}/block`, {}, t("operator.blockDone", { name: operator.name }))) setBlocking(undefined);
  };
  return (
    <>
      <Sheet
        caption={t("operator.people.operators")}
        query={query}
        rows={query.data?.data ?? []}
        id={(one) => one.id}
        empty={t("operator.noneMatch")}
        columns={[
          { key: "name", title: t("operator.col.name"), render: (one) => one.name },
          { key: "email", title: t("operator.col.email"), render: (one) => <bdi>{one.email}</bdi> },
          { key: "kind", title: t("operator.col.kind"), render: (one) => t(`operator.people.kind.${one.kind}`) },
          {
            key: "status",
            title: t("operator.col.state"),
            render: (one) => <Pill state={one.status} />,
          },
          { key: "created", title: t("operator.col.created"), render: (one) => <When at={one.created_at} /> },
          {
            key: "actions",
            title: t("operator.col.actions"),
            silent: true,
            render: (one) => (
              <div className={classes.rowActions}>
                {one.status === "active" ? (
                  <Button variant="default" size="compact-xs" onClick={() => setBlocking(one)}>
                    {t("operator.block")}
                  </Button>
                ) : (
                  <Button
                    variant="default"
                    size="compact-xs"
                    loading={quick.busy}
                    onClick={() =>
                      void quick.act(`operators/${one.id}/unblock`, {}, t("operator.unblockDone", { name: one.name }))
                    }
                  >
                    {t("operator.unblock")}
                  </Button>
                )}
              </div>
            ),
          },
        ]}
      />
      {blocking && (
        <Confirm
          opened
          danger
          typed={blocking.email}
          title={t("operator.blockTitle", { name: blocking.name })}
          verb={t("operator.block")}
          busy={busy}
          problem={problem}
          onClose={() => setBlocking(undefined)}
          onConfirm={() => void block(blocking)}
        >
          {t("operator.blockMeans")}
        </Confirm>
      )}
    </>
  );
}
