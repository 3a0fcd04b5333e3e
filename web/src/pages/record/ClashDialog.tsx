import { Button, Group, Modal, Radio, Table, Text } from "@mantine/core";
import { useState } from "react";
import type { Conflict } from "@/forms/merge";
import { plainText } from "@/forms/Shown";
import { linesOf, type Values } from "@/forms/values";
import { label, useTranslation } from "@/i18n";
import type { Clash } from "./useRecord";

interface Props {
  clash: Clash;
  onSettle: (values: Values | undefined) => void;
}

/** Shows what two people have made of the same fields, and lets one choose for each. */
export function ClashDialog({ clash, onSettle }: Props) {
  const { t } = useTranslation();
  const [theirs, setTheirs] = useState<Set<string>>(new Set());
  const choose = (name: string, whose: string) => {
    const next = new Set(theirs);
    if (whose === "theirs") next.add(name);
    else next.delete(name);
    setTheirs(next);
  };
  const settle = () => {
    const values = { ...clash.merged };
    for (const { field, theirs: value } of clash.conflicts) if (theirs.has(field.name)) values[field.name] = value;
    onSettle(values);
  };
  return (
    <Modal
      opened
      size="lg"
      onClose={() => onSettle(undefined)}
      title={t("record.clashTitle")}
      closeButtonProps={{ "aria-label": t("app.cancel") }}
    >
      <Text size="sm" mb="sm">
        {t("record.clashText", { count: clash.conflicts.length })}
      </Text>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("record.field")}</Table.Th>
            <Table.Th>{t("record.mine")}</Table.Th>
            <Table.Th>{t("record.theirs")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {clash.conflicts.map((conflict) => (
            <Table.Tr key={conflict.field.name}>
              <Table.Th scope="row">{label(conflict.field.label)}</Table.Th>
              {(["mine", "theirs"] as const).map((whose) => (
                <Table.Td key={whose}>
                  <Radio
                    size="xs"
                    name={conflict.field.name}
                    value={whose}
                    checked={(whose === "theirs") === theirs.has(conflict.field.name)}
                    onChange={() => choose(conflict.field.name, whose)}
                    label={said(conflict, whose, t)}
                    aria-label={`${label(conflict.field.label)}: ${t(`record.${whose}`)}`}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={() => onSettle(undefined)}>
          {t("app.cancel")}
        </Button>
        <Button onClick={settle}>{t("record.takeChoice")}</Button>
      </Group>
    </Modal>
  );
}

function said(
  conflict: Conflict,
  whose: "mine" | "theirs",
  t: (key: string, values?: Record<string, unknown>) => string,
): string {
  const value = conflict[whose];
  if (conflict.field.type === "lines") return t("record.lineCount", { count: linesOf(value).length });
  return plainText(conflict.field, value) || t("record.nothing");
}
