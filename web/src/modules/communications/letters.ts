import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";

/** A letter about one record as its reader would get it now; nothing is sent by looking. */
export interface Letter {
  /** Whether it goes out, waits until somebody releases it, or is not written. */
  mode: "send" | "hold" | "off";
  /** Why this reader is not written to, whatever the mode; empty when they are. */
  spared: "" | "no_address" | "opted_out" | "suppressed";
  recipient: string;
  name: string;
  language: string;
  subject: string;
  html: string;
  attachments: string[];
}

/** Asks for the letter at a path; what was known is kept while another is asked for. */
export function useLetter(path: string): Letter | undefined {
  const { data } = useQuery({
    queryKey: ["letter", path],
    queryFn: ({ signal }) => api<Letter>(path, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
  return data;
}

/** To whom a letter goes: "Ann Lee <ann@acme.example>"; undefined for nobody. */
export function readerOf(letter: Letter): string | undefined {
  if (!letter.recipient) return undefined;
  return letter.name ? `${letter.name} <${letter.recipient}>` : letter.recipient;
}

/** What has to be known before it goes, as the name of a text; undefined for nothing. */
export function warningOf(letter: Letter): "noAddress" | "optedOut" | "suppressed" | "off" | "held" | undefined {
  if (letter.spared === "no_address") return "noAddress";
  if (letter.mode === "off") return "off";
  if (letter.spared === "opted_out") return "optedOut";
  if (letter.spared === "suppressed") return "suppressed";
  return letter.mode === "hold" ? "held" : undefined;
}

/** Whether a letter is written at all. */
export function written(letter: Letter): boolean {
  return letter.mode !== "off" && !letter.spared;
}
