/** A record that was opened lately. */
export interface Recent {
  entity: string;
  id: string;
  title: string;
}

const most = 12;
const name = (tenant: string, user: string) => `guildhall.recent.${tenant}.${user}`;

/** What somebody opened lately in a company, the last first. */
export function recentOf(tenant: string, user: string): Recent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name(tenant, user)) ?? "[]");
    return Array.isArray(kept) ? (kept as Recent[]) : [];
  } catch {
    return [];
  }
}

/** Puts a record before all others. */
export function remembered(before: Recent[], one: Recent): Recent[] {
  return [one, ...before.filter((other) => other.entity !== one.entity || other.id !== one.id)].slice(0, most);
}

/** Remembers that a record was opened. */
export function rememberRecent(tenant: string, user: string, one: Recent): void {
  try {
    localStorage.setItem(name(tenant, user), JSON.stringify(remembered(recentOf(tenant, user), one)));
  } catch {
    // The browser gives no room; nothing depends on it.
  }
}
