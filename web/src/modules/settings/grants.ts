import { covers } from "@/app/session";
import type { Entity } from "@/meta/types";

/** How far a permission reaches. */
export const reaches = ["own", "department", "site", "tenant"] as const;
export type Reach = (typeof reaches)[number];

/** A permission that a role has; a star at its end stands for all that begin so. */
export interface Grant {
  permission: string;
  reach: Reach;
}

/** The reach that a role grants by itself; undefined when it does not. */
export function granted(grants: Grant[], permission: string): Reach | undefined {
  return grants.find((grant) => grant.permission === permission)?.reach;
}

/** The wider grant ("crm.*") from which a permission follows, when there is one. */
export function follows(grants: Grant[], permission: string): Grant | undefined {
  return grants.find((grant) => grant.permission !== permission && covers(grant.permission, permission));
}

/** The grants with one permission changed; without a reach it is taken away. */
export function withGrant(grants: Grant[], permission: string, reach: Reach | undefined): Grant[] {
  const at = grants.findIndex((grant) => grant.permission === permission);
  if (!reach) return grants.filter((_, i) => i !== at);
  if (at < 0) return [...grants, { permission, reach }];
  return grants.map((grant, i) => (i === at ? { permission, reach } : grant));
}

export function sameGrants(a: Grant[], b: Grant[]): boolean {
  const text = (grants: Grant[]) =>
    grants
      .map((grant) => `${grant.permission} ${grant.reach}`)
      .sort()
      .join("\n");
  return text(a) === text(b);
}

/** Permissions by the module that they begin with. */
export function byModule(permissions: string[]): Map<string, string[]> {
  const modules = new Map<string, string[]>();
  for (const permission of [...permissions].sort()) {
    const name = permission.split(".")[0] ?? permission;
    modules.set(name, [...(modules.get(name) ?? []), permission]);
  }
  return modules;
}

/** What somebody with some grants would see of an entity, and could do there. */
export interface Sight {
  entity: Entity;
  create: boolean;
  /** The steps and actions, by their labels. */
  verbs: string[];
}

/** The pages that somebody with some grants would have, with the buttons on them. */
export function sightOf(entities: Entity[], grants: Grant[]): Sight[] {
  const may = (permission: string) => grants.some((grant) => covers(grant.permission, permission));
  return entities
    .filter((entity) => may(`${entity.name}.read`))
    .map((entity) => ({
      entity,
      create: !entity.view && may(`${entity.name}.edit`),
      verbs: [
        ...(entity.steps ?? []).filter((step) => may(step.need)).map((step) => step.label),
        ...(entity.actions ?? []).filter((action) => !action.query && may(action.need)).map((action) => action.path),
      ],
    }));
}
