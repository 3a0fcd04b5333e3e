import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Page, Reference, Row } from "@/meta/types";

/** Whom a letter goes to. */
export interface Recipient {
  /** "Ann Lee <ann@acme.example>"; undefined when nobody there can be written to. */
  to?: string;
  /** The client's language; empty for the company's own. */
  language: string;
}

/** Whom a letter to the client goes to: the record's contact, the client, or a contact of theirs, as the server has it. */
export function useRecipient(record: Row, client: string | undefined, wanted: boolean): Recipient | undefined {
  const contact = (record.contact as Reference | null | undefined)?.id;
  const { data } = useQuery({
    queryKey: ["recipient", client, contact],
    enabled: wanted && !!client,
    queryFn: ({ signal }) => recipientOf(client ?? "", contact, signal),
  });
  return data;
}

async function recipientOf(client: string, contact: string | undefined, signal: AbortSignal): Promise<Recipient> {
  const own = await api<Row>(`clients/${client}`, { signal });
  const language = String(own.language ?? "");
  const named = contact ? addressOf(await api<Row>(`contacts/${contact}`, { signal })) : undefined;
  const first = named ?? addressOf(own);
  if (first) return { to: first, language };
  const page = await api<Page>(`contacts?client=${client}&limit=50`, { signal });
  const reachable = page.data.filter((row) => row.email);
  const best = reachable.find((row) => row.primary === true) ?? reachable[0];
  return { to: best && addressOf(best), language };
}

function addressOf(row: Row): string | undefined {
  const name = row.name ?? [row.first_name, row.last_name].filter(Boolean).join(" ");
  return row.email ? `${name} <${row.email}>` : undefined;
}
