import { Checkbox, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { Fetched } from "./parts/Fetched";
import { Foot } from "./parts/Foot";
import { useSaving } from "./parts/useSaving";
import type { User } from "./Users";
import { useRoles } from "./useRoles";

/** The roles of one user. */
export function UserRoles({ user, onDone }: { user: User; onDone: () => void }) {
  const queries = useQueryClient();
  const saving = useSaving();
  const roles = useRoles();
  const [chosen, setChosen] = useState(user.roles);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const done = await saving.save(async () => {
      await api(`users/${user.id}`, { method: "PATCH", body: { roles: chosen }, version: user.version });
      await queries.invalidateQueries({ queryKey: ["users"] });
    });
    if (done) onDone();
  };
  return (
    <form onSubmit={save}>
      <Fetched query={roles}>
        {(data) => (
          <Checkbox.Group value={chosen} onChange={setChosen}>
            <Stack gap="xs">
              {data.map((role) => (
                <Checkbox key={role.id} value={role.id} label={role.title} description={role.note} />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
      </Fetched>
      <Foot saving={saving} />
    </form>
  );
}
