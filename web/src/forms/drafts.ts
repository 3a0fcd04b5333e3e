import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Values } from "./values";

/** What somebody has typed and not saved. */
export interface Draft {
  /** The fields that were changed. */
  values: Values;
  /** The version of the record that they were changed in; 0 for a new one. */
  version: number;
  /** When it was typed last, in milliseconds. */
  at: number;
}

interface Store extends DBSchema {
  drafts: { key: string; value: Draft; indexes: { at: number } };
}

const month = 30 * 24 * 3600 * 1000;
let opened: Promise<IDBPDatabase<Store>> | undefined;

function database(): Promise<IDBPDatabase<Store>> {
  opened ??= openDB<Store>("guildhall.drafts", 1, {
    upgrade: (db) => void db.createObjectStore("drafts").createIndex("at", "at"),
    terminated: () => {
      opened = undefined;
    },
  });
  return opened;
}

/** Whose draft of what: nobody is ever offered what somebody else has typed. */
export function draftKey(tenant: string, user: string, entity: string, id: string): string {
  return [tenant, user, entity, id].join("/");
}

/**
 * A browser that keeps nothing keeps no drafts; work goes on without. Whoever reads waits for the
 * end of the transaction as well: signing out has the browser forget its store under it.
 */
async function attempt<T>(what: (db: IDBPDatabase<Store>) => Promise<T>): Promise<T | undefined> {
  try {
    return await what(await database());
  } catch {
    return undefined;
  }
}

export const drafts = {
  keep: (key: string, draft: Draft) => attempt((db) => db.put("drafts", draft, key)),
  drop: (key: string) => attempt((db) => db.delete("drafts", key)),
  async find(key: string, now = Date.now()): Promise<Draft | undefined> {
    await attempt((db) => forget(db, now - month));
    return attempt(async (db) => {
      const tx = db.transaction("drafts");
      const [draft] = await Promise.all([tx.store.get(key), tx.done]);
      return draft;
    });
  },
  /** All drafts whose keys begin alike, by their keys. */
  async below(prefix: string): Promise<Map<string, Draft>> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const found = await attempt(async (db) => {
      const tx = db.transaction("drafts");
      const [keys, values] = await Promise.all([tx.store.getAllKeys(range), tx.store.getAll(range), tx.done]);
      return new Map(keys.flatMap((key, i) => (values[i] ? [[key, values[i]] as const] : [])));
    });
    return found ?? new Map();
  },
};

/** All drafts of one sort, whoever's they are. */
async function ofSort(entity: string): Promise<[key: string, draft: Draft][]> {
  const found = await drafts.below("");
  return [...found].filter(([key]) => key.split("/")[2] === entity);
}

/** Does something after which the browser has forgotten everything, but for the drafts of one sort. */
export async function outliving(entity: string, what: () => Promise<void>): Promise<void> {
  const kept = await ofSort(entity);
  await what();
  // The database is another one now.
  await attempt(async (db) => db.close());
  opened = undefined;
  for (const [key, draft] of kept) await drafts.keep(key, draft);
}

async function forget(db: IDBPDatabase<Store>, before: number): Promise<void> {
  const tx = db.transaction("drafts", "readwrite");
  const old = await tx.store.index("at").getAllKeys(IDBKeyRange.upperBound(before));
  await Promise.all([...old.map((key) => tx.store.delete(key)), tx.done]);
}
