import { api } from "@/api/client";
import { fieldOf, titleOf } from "@/meta/model";
import type { Entity, Page, Row } from "@/meta/types";

/** How many are asked for at a time. */
const together = 4;

/** Finds records by what people call them: exactly by reference or name, or the only one that is found. */
export async function findByText(target: Entity, texts: string[]): Promise<Map<string, Row>> {
  const found = new Map<string, Row>();
  const waiting = [...new Set(texts)];
  const work = async () => {
    for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
      const row = await findOne(target, text);
      if (row) found.set(text, row);
    }
  };
  await Promise.all(Array.from({ length: together }, work));
  return found;
}

async function findOne(target: Entity, text: string): Promise<Row | undefined> {
  for (const name of ["reference", "barcode", "number"]) {
    if (!fieldOf(target, name)?.operators?.includes("eq")) continue;
    const exact = await api<Page>(`${target.plural}?${new URLSearchParams({ [name]: text, limit: "2" })}`);
    if (exact.data.length === 1) return exact.data[0];
  }
  if (!target.searchable) return undefined;
  const near = await api<Page>(`${target.plural}?${new URLSearchParams({ q: text, limit: "8" })}`);
  const wanted = text.toLowerCase();
  const named = near.data.filter((row) => titleOf(target, row).toLowerCase() === wanted || isCalled(row, wanted));
  if (named.length === 1) return named[0];
  return near.data.length === 1 ? near.data[0] : undefined;
}

function isCalled(row: Row, wanted: string): boolean {
  return [row.name, row.reference].some((value) => typeof value === "string" && value.toLowerCase() === wanted);
}
