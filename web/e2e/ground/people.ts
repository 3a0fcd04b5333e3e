/** The demonstration's companies, by the tier on which their data lives. */
export const companies = { shared: "brightwater", schema: "lindner", database: "northfield" } as const;
export type Tier = keyof typeof companies;
export const tiers = Object.keys(companies) as Tier[];

/** The roles that every company begins with, and who runs the installation. */
export const roles = ["owner", "admin", "manager", "sales", "accountant", "warehouse", "viewer"] as const;
export type Role = (typeof roles)[number] | "operator";

/** The password of everybody in the tests. */
export const password = "quiet-lantern-seven-harbour";

/** The first operator, whom a first start makes. */
export const operator = "operator@guildhall.localhost";

/** The address by which somebody signs in. */
export function emailOf(tier: Tier, role: Role): string {
  return role === "operator" ? operator : `${role}@${companies[tier]}.example`;
}
