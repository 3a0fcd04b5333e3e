import { MultiSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { post } from "@/api/client";
import { useTranslation } from "@/i18n";
import { Foot } from "./parts/Foot";
import parts from "./parts/parts.module.css";
import { useSaving } from "./parts/useSaving";
import type { User } from "./Users";
import { useRoles } from "./useRoles";

/** Makes an account for a colleague, and writes to them. */
export function Invite({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const saving = useSaving();
  const roles = useRoles();
  const [chosen, setChosen] = useState<string[]>([]);
  // When the letter could not be sent, the account is there already.
  const made = useRef<User>(undefined);
  const invite = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const done = await saving.save(async () => {
      made.current ??= await post<User>("users", { name: data.get("name"), email: data.get("email"), roles: chosen });
      await post(`users/${made.current.id}/invitation`);
      await queries.invalidateQueries({ predicate: (query) => ["users", "checklist"].includes(String(query.queryKey[0])) });
    });
    if (done) onDone();
  };
  return (
    <form className={parts.form} onSubmit={invite}>
      <TextInput
        className={parts.wide}
        name="name"
        label={t("profile.person.name")}
        required
        withAsterisk={false}
        data-autofocus
        error={saving.problem?.at("/name")}
      />
      <TextInput
        className={parts.wide}
        name="email"
        type="email"
        label={t("door.email")}
        required
        withAsterisk={false}
        error={saving.problem?.at("/email")}
      />
      <MultiSelect
        className={parts.wide}
        label={t("settings.users.roles")}
        data={(roles.data ?? []).map((role) => ({ value: role.id, label: role.title }))}
        value={chosen}
        onChange={setChosen}
        error={saving.problem?.at("/roles")}
      />
      <Foot saving={saving} beside={["/email", "/name", "/roles"]} label={t("settings.users.send")} />
    </form>
  );
}
