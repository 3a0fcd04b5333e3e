import { Button, Modal } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { useSession } from "@/app/session";
import { label, useTranslation } from "@/i18n";
import table from "@/ui/Table.module.css";
import { BeginForm } from "./BeginForm";
import { PatternForm } from "./PatternForm";
import { Fetched } from "./parts/Fetched";
import { Panel } from "./parts/Panel";
import parts from "./parts/parts.module.css";

export type Numbering = Schemas["NumberingNumberingAnswerDataLine"];

/** How each kind of document is numbered, and what comes next. */
export function Numbers() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState<{ form: "pattern" | "begin"; of: Numbering }>();
  const numbering = useQuery({ queryKey: ["numbering"], queryFn: () => api<{ data: Numbering[] }>("numbering") });
  const done = async () => {
    await queries.invalidateQueries({ queryKey: ["numbering"] });
    setOpen(undefined);
  };
  const Form = open?.form === "begin" ? BeginForm : PatternForm;
  return (
    <Panel first title={t("settings.parts.numbers")} text={t("settings.numbers.text")}>
      <Fetched query={numbering}>
        {({ data }) => (
          <div className={parts.scroll}>
            <table className={`${table.table} ${parts.stack}`}>
              <thead>
                <tr>
                  <th scope="col">{t("settings.numbers.what")}</th>
                  <th scope="col">{t("settings.numbers.next")}</th>
                  <th scope="col">{t("settings.numbers.pattern")}</th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {data.map((one) => (
                  <Row key={one.subject} of={one} onOpen={(form) => setOpen({ form, of: one })} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Fetched>
      <Modal
        opened={!!open}
        onClose={() => setOpen(undefined)}
        title={open && t(`settings.numbers.${open.form}Of`, { name: label(open.of.label) })}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        {open && <Form of={open.of} onDone={done} />}
      </Modal>
    </Panel>
  );
}

function Row({ of, onOpen }: { of: Numbering; onOpen: (form: "pattern" | "begin") => void }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const name = label(of.label);
  return (
    <tr>
      <td>
        {of.series ? (
          <Link to="/$plural/$id" params={{ plural: "number-series", id: of.series }} className={parts.name}>
            {name}
          </Link>
        ) : (
          <div className={parts.name}>{name}</div>
        )}
        {of.gapless && <div className={parts.sub}>{t("settings.numbers.gapless")}</div>}
      </td>
      <td>
        {of.counts.map((count) => (
          <div key={count.site ?? ""}>
            <bdi>{count.number}</bdi>
          </div>
        ))}
      </td>
      <td>
        <code>
          <bdi>{of.pattern}</bdi>
        </code>
      </td>
      <td className={parts.actions}>
        {may("numbering.series.edit") && (
          <>
            <Button
              variant="default"
              size="compact-xs"
              aria-label={t("settings.numbers.patternOf", { name })}
              onClick={() => onOpen("pattern")}
            >
              {t("settings.numbers.change")}
            </Button>{" "}
            <Button
              variant="default"
              size="compact-xs"
              aria-label={t("settings.numbers.beginOf", { name })}
              onClick={() => onOpen("begin")}
            >
              {t("settings.numbers.begin")}
            </Button>
          </>
        )}
      </td>
    </tr>
  );
}
