import { Alert, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import table from "@/ui/Table.module.css";
import { permissionName } from "./ModuleMatrix";
import { Fetched } from "./parts/Fetched";
import type { User } from "./Users";
import { usePermissions } from "./useRoles";

interface Explanation {
  allowed: boolean;
  summary: string;
  reasons: Schemas["IdentityUserExplainAnswerReasonsLine"][];
}

/** Says why a user may do something, or what is missing. */
export function Explain({ user }: { user: User }) {
  const { t } = useTranslation();
  const { model } = useSession();
  const permissions = usePermissions();
  const [permission, setPermission] = useState<string | null>(null);
  const answer = useQuery({
    queryKey: ["users", user.id, "explain", permission],
    queryFn: () => post<Explanation>(`users/${user.id}/explain`, { permission }, { version: user.version }),
    enabled: !!permission,
  });
  return (
    <Stack gap="sm">
      <Select
        label={t("settings.users.may", { name: user.name })}
        data={(permissions.data?.data ?? []).map(({ name }) => ({ value: name, label: permissionName(name, model).join(": ") }))}
        value={permission}
        onChange={setPermission}
        searchable
        limit={60}
        data-autofocus
      />
      {permission && (
        <Fetched query={answer}>
          {(data) => (
            <>
              <Alert
                color={data.allowed ? "green" : "red"}
                variant="light"
                title={t(data.allowed ? "settings.users.yes" : "settings.users.no")}
              >
                {data.summary}
              </Alert>
              <table className={table.table}>
                <tbody>
                  {data.reasons.map((reason) => (
                    <tr key={`${reason.role} ${reason.permission} ${reason.text}`}>
                      <td aria-label={t(reason.holds ? "settings.users.yes" : "settings.users.no")}>
                        {reason.holds ? "✓" : "–"}
                      </td>
                      <td>{reason.text}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </>
          )}
        </Fetched>
      )}
    </Stack>
  );
}
