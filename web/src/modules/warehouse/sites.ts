import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import type { Page, Row } from "@/meta/types";

export interface Site {
  id: string;
  name: string;
}

/** What stands in the address for all sites. */
export const everywhere = "all";

/** The sites of the company, by name; none for those who may not see them. */
export function useSites(): Site[] {
  const { model } = useSession();
  const { data } = useQuery({
    queryKey: ["sites", "names"],
    queryFn: ({ signal }) => api<Page>("sites?fields=name&sort=name&limit=200", { signal }),
    enabled: !!model.named("identity.site"),
    staleTime: 5 * 60_000,
    select: sitesOf,
  });
  return data ?? none;
}

const none: Site[] = [];

function sitesOf(page: Page): Site[] {
  return page.data.map((row: Row) => ({ id: row.id, name: String(row.name ?? "") }));
}

/** The site that the address names; the person's own stands there from the first look on. */
export function useSite(): { site: string; sites: Site[]; setSite: (site: string) => void } {
  const { me } = useSession();
  const sites = useSites();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { site?: string };
  const own = me.sites[0];
  useEffect(() => {
    if (search.site === undefined && own && sites.length > 1)
      void navigate({ to: ".", search: (old) => ({ ...old, site: own }), replace: true });
  }, [search.site, own, sites.length, navigate]);
  const named = search.site ?? "";
  return {
    site: named === everywhere ? "" : named,
    sites,
    setSite: (site) => void navigate({ to: ".", search: (old) => ({ ...old, site: site || everywhere }), replace: true }),
  };
}
