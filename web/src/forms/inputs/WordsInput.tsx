import { Pill } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import classes from "../Field.module.css";
import type { Wiring } from "../Frame";
import { Combo } from "./Combo";

interface Props {
  wiring: Wiring;
  value: string[];
  onChange: (value: string[]) => void;
  /** The words that there are, where not just any can be meant. */
  choices?: string[];
}

/** A list of words: Enter or a comma ends one, Backspace takes the last one back. */
export function WordsInput({ wiring, value, onChange, choices }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const add = (text: string) => {
    const words = text
      .split(/[,\n\t]/)
      .map((word) => word.trim())
      .filter((word) => word && !value.includes(word));
    setTyped("");
    if (words.length > 0) onChange([...value, ...words]);
  };
  const wanted = typed.trim().toLowerCase();
  const nameOf = (word: string) => (word === "*" ? t("form.everything") : word);
  return (
    <>
      <div className={classes.pills}>
        {value.map((word) => (
          <Pill
            key={word}
            size="sm"
            withRemoveButton
            removeButtonProps={{ "aria-label": t("form.remove", { name: nameOf(word) }), "aria-hidden": false, tabIndex: 0 }}
            onRemove={() => onChange(value.filter((other) => other !== word))}
          >
            {nameOf(word)}
          </Pill>
        ))}
      </div>
      {choices ? (
        <Combo
          wiring={wiring}
          text=""
          options={choices
            .filter((word) => !value.includes(word) && nameOf(word).toLowerCase().includes(wanted))
            .map((word) => ({ key: word, name: nameOf(word) }))}
          onQuery={setTyped}
          onPick={(option) => option && add(option.key)}
          onErase={() => onChange(value.slice(0, -1))}
        />
      ) : (
        <input
          {...wiring}
          className={classes.input}
          value={typed}
          onChange={(event) =>
            /[,\n\t]/.test(event.currentTarget.value) ? add(event.currentTarget.value) : setTyped(event.currentTarget.value)
          }
          onBlur={() => add(typed)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && typed.trim()) {
              event.preventDefault();
              add(typed);
            } else if (event.key === "Backspace" && typed === "" && value.length > 0) onChange(value.slice(0, -1));
          }}
        />
      )}
    </>
  );
}
