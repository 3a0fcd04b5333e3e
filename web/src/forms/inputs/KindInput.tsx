import { useState } from "react";
import { useSession } from "@/app/session";
import { label } from "@/i18n";
import type { Wiring } from "../Frame";
import { Combo } from "./Combo";

interface Props {
  wiring: Wiring;
  value: unknown;
  onChange: (name: string) => void;
  autoFocus?: boolean;
}

/** Which kind of record: one of those that there are, by the name that people know it by. */
export function KindInput({ wiring, value, onChange, autoFocus }: Props) {
  const { model } = useSession();
  const [query, setQuery] = useState("");
  const wanted = query.trim().toLowerCase();
  const options = model.entities
    .filter((entity) => !entity.view)
    .map((entity) => ({ key: entity.name, name: label(entity.label) }))
    .filter((option) => option.name.toLowerCase().includes(wanted))
    .sort((a, b) => a.name.localeCompare(b.name));
  const chosen = model.named(String(value));
  return (
    <Combo
      wiring={wiring}
      text={chosen ? label(chosen.label) : String(value ?? "")}
      options={options}
      onQuery={setQuery}
      onPick={(option) => onChange(option?.key ?? "")}
      autoFocus={autoFocus}
    />
  );
}
