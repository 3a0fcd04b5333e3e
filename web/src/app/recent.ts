/** A record that was opened or chosen lately. */
export interface Recent {
  entity: string;
  id: string;
  title: string;
  /** A second line: what lists show of it besides its title. */
  detail?: string;
}

const most = 12;
/** Where they are remembered: by company and person, and by entity for what is chosen in forms. */
export function shelfOf(tenant: string, user: string, entity?: string): string {
  return ["guildhall.recent", tenant, user, ...(entity ? [entity] : [])].join(".");
}

/** What was opened or chosen lately, the last first. */
export function recentOf(shelf: string): Recent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(shelf) ?? "[]");
    return Array.isArray(kept) ? (kept as Recent[]) : [];
  } catch {
    return [];
  }
}

/** Puts a record before all others. */
export function remembered(before: Recent[], one: Recent): Recent[] {
  return [one, ...before.filter((other) => other.entity !== one.entity || other.id !== one.id)].slice(0, most);
}

/** Remembers that a record was opened or chosen. */
export function rememberRecent(shelf: string, one: Recent): void {
  try {
    localStorage.setItem(shelf, JSON.stringify(remembered(recentOf(shelf), one)));
  } catch {
    // The browser gives no room; nothing depends on it.
  }
}
