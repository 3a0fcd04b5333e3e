import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Schemas } from "@/api/problem";
import type { Page } from "@/meta/types";

export type Role = Schemas["IdentityRole"];

/** All roles with what they grant. */
export function useRoles() {
  return useQuery({
    queryKey: ["roles", "full"],
    queryFn: async () => {
      // Lists leave out lines: each role is asked for.
      const { data } =
        await api<Page<{ id: string } & Record<string, unknown> & { version: number }>>("roles?limit=100&fields=id");
      return Promise.all(data.map((one) => api<Role>(`roles/${one.id}`)));
    },
  });
}

/** What there is to permit, as far as one holds it oneself. */
export function usePermissions() {
  return useQuery({
    queryKey: ["meta", "permissions"],
    queryFn: () => api<{ data: { name: string; used_by?: string[] }[] }>("meta/permissions"),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
