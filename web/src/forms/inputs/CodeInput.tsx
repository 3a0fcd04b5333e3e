import { useState } from "react";
import { type CodeKind, codeName, findCodes } from "../codes";
import type { Wiring } from "../Frame";
import { Combo } from "./Combo";

interface Props {
  wiring: Wiring;
  kind: CodeKind;
  value: string;
  onChange: (code: string) => void;
  autoFocus?: boolean;
}

/** A country, a currency, a language or a time zone, by its name in the reader's language. */
export function CodeInput({ wiring, kind, value, onChange, autoFocus }: Props) {
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState(false);
  return (
    <Combo
      wiring={wiring}
      text={codeName(kind, value)}
      options={open ? findCodes(kind, query) : []}
      onQuery={setQuery}
      onOpen={setOpen}
      onPick={(option) => onChange(option?.key ?? "")}
      autoFocus={autoFocus}
    />
  );
}
