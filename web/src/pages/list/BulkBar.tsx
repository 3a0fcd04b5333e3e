import { ActionIcon, Button, Group, Menu, Modal, NativeSelect, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload, IconPencil, IconTrash, IconX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { asProblem } from "@/api/problem";
import { useSession } from "@/app/session";
import type { Selection } from "@/grid/selection";
import type { GridLine } from "@/grid/types";
import { label, useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Entity, Field, Row, Step } from "@/meta/types";
import { decimal } from "@/ui/format";
import { isEditable } from "@/ui/kind";
import { takenBy } from "../record/flow";
import { commonSteps, type Doing, type Job, type Outcome, runNow, startJob } from "./bulk";
import { download, toCSV } from "./csv";
import { JobDialog, OutcomeDialog } from "./JobDialog";
import classes from "./list.module.css";
import { outdate, useSummary } from "./rows";
import type { ListState } from "./state";
import { countOf } from "./sums";

const AskDialog = lazy(() => import("@/forms/AskDialog").then((m) => ({ default: m.AskDialog })));

interface Props {
  entity: Entity;
  state: ListState;
  columns: Field[];
  lines: GridLine<Row>[];
  selection: Selection;
  /** There are more rows than are loaded. */
  more: boolean;
}

const atOnce = 100;

/** What can be done with the rows that are selected, or with all that the list shows. */
export function BulkBar({ entity, state, columns, lines, selection, more }: Props) {
  const { t } = useTranslation();
  const { may } = useSession();
  const queries = useQueryClient();
  const [everything, setEverything] = useState(false);
  const [asking, setAsking] = useState<Step | "change" | "delete">();
  const [job, setJob] = useState<Job>();
  const [outcome, setOutcome] = useState<Outcome>();
  const rows = lines.flatMap((line) => (line.kind === "row" && selection.ids.has(line.row.id) ? [line.row] : []));
  const loaded = lines.filter((line) => line.kind === "row").length;
  const counted = useSummary(entity, state, "", [], more && rows.length === loaded);
  const all = countOf(counted.data);
  const count = everything ? (all ?? rows.length) : rows.length;

  const settle = async () => {
    selection.clear();
    await outdate(queries, entity);
  };
  const run = async (doing: Doing) => {
    setAsking(undefined);
    try {
      if (everything || rows.length > atOnce) {
        setJob(await startJob(entity, everything ? { state } : { ids: rows.map((row) => row.id) }, doing));
        return;
      }
      const result = await runNow(entity, rows, doing, (row) => titleOf(entity, row));
      if (result.failed.length > 0) setOutcome(result);
      else {
        notifications.show({ color: "green", message: t("list.bulkDone", { count: result.done }) });
        await settle();
      }
    } catch (thrown) {
      notifications.show({ color: "red", message: asProblem(thrown).message });
    }
  };
  const choose = (step: Step) => (step.takes?.length ? setAsking(step) : void run({ do: "step", step, input: {} }));
  return (
    <>
      <section className={classes.bulk} aria-label={t("list.bulk")}>
        <Text size="sm" fw={600} role="status">
          {t("list.selected", { count, shown: decimal(count) })}
        </Text>
        {more && rows.length === loaded && !everything && (
          <Button variant="subtle" size="compact-xs" onClick={() => setEverything(true)} disabled={all === undefined}>
            {t("list.selectEverything", { count: all ?? 0, shown: decimal(all ?? 0) })}
          </Button>
        )}
        {entity.states && <Steps steps={commonSteps(entity, rows, may)} onStep={choose} />}
        {entity.may_update && (
          <Button variant="default" leftSection={<IconPencil size={14} />} onClick={() => setAsking("change")}>
            {t("list.changeField")}
          </Button>
        )}
        {!everything && (
          <Button
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => download(`${entity.plural}.csv`, toCSV(columns, rows))}
          >
            {t("list.export")}
          </Button>
        )}
        {entity.may_delete && (
          <ActionIcon variant="default" size={30} c="red" onClick={() => setAsking("delete")} aria-label={t("list.delete")}>
            <IconTrash size={15} />
          </ActionIcon>
        )}
        <ActionIcon size={30} onClick={selection.clear} aria-label={t("list.clearSelection")}>
          <IconX size={15} />
        </ActionIcon>
      </section>
      {typeof asking === "object" && (
        <Suspense>
          <AskDialog
            title={`${label(asking.label)} (${decimal(count)})`}
            fields={takenBy(entity, asking)}
            confirm={label(asking.label)}
            onRun={async (input) => void run({ do: "step", step: asking, input })}
            onClose={() => setAsking(undefined)}
          />
        </Suspense>
      )}
      {asking === "change" && (
        <ChangeDialog
          entity={entity}
          count={count}
          onDone={(change) => void run({ do: "change", change })}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking === "delete" && (
        <Confirm
          text={t("list.deleteText", { count, shown: decimal(count) })}
          confirm={t("list.delete")}
          onDone={() => void run({ do: "delete" })}
          onClose={() => setAsking(undefined)}
        />
      )}
      {job && (
        <JobDialog
          job={job}
          onClose={() => {
            setJob(undefined);
            void settle();
          }}
          entity={entity}
        />
      )}
      {outcome && (
        <OutcomeDialog
          outcome={outcome}
          entity={entity}
          onClose={() => {
            setOutcome(undefined);
            void settle();
          }}
        />
      )}
    </>
  );
}

/** The first steps as buttons, the rest in a menu. */
function Steps({ steps, onStep }: { steps: Step[]; onStep: (step: Step) => void }) {
  const { t } = useTranslation();
  const rest = steps.slice(2);
  return (
    <>
      {steps.slice(0, 2).map((step) => (
        <Button key={step.verb} variant="default" onClick={() => onStep(step)}>
          {label(step.label)}
        </Button>
      ))}
      {rest.length > 0 && (
        <Menu shadow="md">
          <Menu.Target>
            <Button variant="default">{t("list.moreSteps")}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((step) => (
              <Menu.Item key={step.verb} onClick={() => onStep(step)}>
                {label(step.label)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}

interface ChangeProps {
  entity: Entity;
  count: number;
  onDone: (change: Record<string, unknown>) => void;
  onClose: () => void;
}

function ChangeDialog({ entity, count, onDone, onClose }: ChangeProps) {
  const { t } = useTranslation();
  const { may } = useSession();
  const fields = entity.fields.filter((field) => isEditable(entity, field, may) && !field.unique);
  const [chosen, setChosen] = useState("");
  const [name, setName] = useState("");
  const field = fields.find((one) => one.name === name);
  if (field) {
    return (
      <Suspense>
        <AskDialog
          title={t("list.changeTitle", { count, shown: decimal(count) })}
          fields={[{ ...field, required: true }]}
          confirm={t("list.change")}
          onRun={async (change) => void onDone(change)}
          onClose={onClose}
        />
      </Suspense>
    );
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("list.changeTitle", { count, shown: decimal(count) })}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setName(chosen);
        }}
      >
        <Stack gap="sm">
          <NativeSelect
            label={t("list.whichField")}
            size="xs"
            value={chosen}
            onChange={(e) => setChosen(e.currentTarget.value)}
            data={[{ value: "", label: "" }, ...fields.map((one) => ({ value: one.name, label: label(one.label) }))]}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={!chosen}>
              {t("list.goOn")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Confirm({ text, confirm, onDone, onClose }: { text: string; confirm: string; onDone: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={confirm} size="sm" closeButtonProps={{ "aria-label": t("app.close") }}>
      <Text size="sm" mb="md">
        {text}
      </Text>
      <Button color="red" onClick={onDone} me="xs">
        {confirm}
      </Button>
      <Button variant="default" onClick={onClose} data-autofocus>
        {t("app.cancel")}
      </Button>
    </Modal>
  );
}
