/** How the rows of tenants are kept apart. */
export const tiers = ["shared", "schema", "database"] as const;
