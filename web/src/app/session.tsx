import { notifications } from "@mantine/notifications";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useMemo } from "react";
import { api, post } from "@/api/client";
import { asProblem } from "@/api/problem";
import { say } from "@/i18n";
import { Model } from "@/meta/model";
import type { Action, Entity } from "@/meta/types";
import { queries } from "./queries";
import { iAm } from "./self";
import { startCache } from "./startcache";

/** Everything that the application needs before its first page, in one answer. */
export interface Start {
  me: Me;
  meta: { tenant: Tenant; modules: Module[] };
  entities: Entity[];
  preferences: Preferences;
  views: SavedView[];
  unread: number;
  flags: string[];
  company: Company;
  version: string;
}

export interface Me {
  user: { id: string };
  /** The session by which one asks. */
  session: string;
  /** Whether a second factor must be set up before anything else can be done. */
  enrol: boolean;
  name: string;
  email: string;
  roles: string[];
  sites: string[];
  permissions: { permission: string; reach: string }[];
  support: unknown[];
}

export interface Tenant {
  id: string;
  slug: string;
  name: string;
  read_only: boolean;
}

export interface Module {
  name: string;
  label: string;
  entities: { name: string }[];
  actions: Action[];
}

export interface Company {
  name: string;
  accent?: string;
  logo?: string;
  country: string;
  currency: string;
  time_zone?: string;
}

/** What a person chose for themselves; the server keeps it and does not interpret it. */
export interface Preferences {
  scheme?: "light" | "dark" | "auto";
  density?: "compact" | "comfortable";
  language?: string;
  /** Whether single letters are shortcuts. */
  shortcuts?: boolean;
  navCollapsed?: boolean;
  /** By entity: the columns of its list, with widths. */
  columns?: Record<string, { name: string; width?: number }[]>;
  /** By entity: the query of its list when it was left. */
  last?: Record<string, string>;
  [key: string]: unknown;
}

/** A list that was given a name. */
export interface SavedView {
  id: string;
  entity: string;
  name: string;
  /** The query of the address. */
  query: string;
  shared: "me" | "team" | "everyone";
  pinned: boolean;
  is_default: boolean;
  owner: string;
  owner_name: string;
  /** Whether the person may change it. */
  may_change: boolean;
}

export interface Session extends Start {
  model: Model;
  /** Whether the person holds a permission, somewhere. */
  may: (permission: string) => boolean;
  /** Changes preferences, here at once and on the server. */
  prefer: (change: Partial<Preferences>) => void;
}

const Context = createContext<Session | undefined>(undefined);
export const startKey = ["start"];

const asking = { queryKey: startKey, queryFn: startCache.load, staleTime: 5 * 60_000, retry: false } as const;

/** Asks for the session's start; what was known last time is shown meanwhile. */
export function useStart() {
  return useQuery(asking);
}

/** Asks for the session's start while the page's own code is still on its way. */
export function askStart(queries: QueryClient): void {
  void queries.prefetchQuery(asking);
}

export function SessionProvider({ start, children }: { start: Start; children: ReactNode }) {
  const queries = useQueryClient();
  const prefer = useCallback(
    (change: Partial<Preferences>) => {
      queries.setQueryData<Start>(startKey, (old) => old && { ...old, preferences: { ...old.preferences, ...change } });
      void post("preferences/set", { values: change });
    },
    [queries],
  );
  const session = useMemo<Session>(() => {
    iAm(start.me.user.id);
    const held = start.me.permissions.map((p) => p.permission);
    return {
      ...start,
      model: new Model(start.entities),
      may: (permission) => held.some((one) => covers(one, permission)),
      prefer,
    };
  }, [start, prefer]);
  return <Context.Provider value={session}>{children}</Context.Provider>;
}

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("useSession outside of a session");
  return session;
}

/** The entity of a list's address; undefined when there is none, or it may not be seen. */
export function useEntity(plural: string): Entity | undefined {
  return useSession().model.at(plural);
}

/** Whether a permission that is held, maybe with a star at its end, covers another. */
export function covers(held: string, permission: string): boolean {
  return held === permission || held === "*" || (held.endsWith(".*") && permission.startsWith(held.slice(0, -1)));
}

/** What signing out leaves in the browser: how the door looks, and which companies it offers. */
const left = ["guildhall.companies", "guildhall.language", "guildhall.scheme"];

/**
 * Ends the session, of this browser or of all. What was picked and waits to be sent is sent; what
 * cannot be stays on this device for whoever picked it, until they sign in here again. It leads to the
 * door, or to another address.
 */
export async function signOut(everywhere = false, to = "/signin"): Promise<void> {
  const kept = left.map((name) => [name, localStorage.getItem(name)] as const);
  const start = queries.getQueryData<Start>(startKey);
  try {
    const { outbox, sendAll } = await import("@/modules/warehouse/outbox");
    if (start) await sendAll(start.meta.tenant.id, start.me.user.id);
    await outbox.outlive(async () => {
      // The answer has the browser forget everything of this server.
      await api("/api/auth/logout", { method: "POST", body: { everywhere } });
    });
  } catch (thrown) {
    const problem = asProblem(thrown);
    notifications.show({ color: "red", message: problem.status === 0 ? say("account.signOutLater") : problem.message });
    return;
  }
  await startCache.forget();
  for (const [name, value] of kept) if (value !== null) localStorage.setItem(name, value);
  location.assign(to);
}
