/** How a list is sorted by a key. */
export function directionOf(sort: string, key: string): "ascending" | "descending" | undefined {
  for (const one of sort.split(",")) {
    if (one === key) return "ascending";
    if (one === `-${key}`) return "descending";
  }
  return undefined;
}

/** The order after a click on a column: up, down, then the entity's own; with Shift as a further key. */
export function nextSort(sort: string, key: string, add: boolean): string {
  const was = directionOf(sort, key);
  const next = was === undefined ? key : was === "ascending" ? `-${key}` : "";
  if (!add) return next;
  const keys = sort.split(",").filter(Boolean);
  const at = keys.findIndex((one) => one.replace("-", "") === key);
  if (at < 0) return [...keys, next].join(",");
  return keys
    .map((one, i) => (i === at ? next : one))
    .filter(Boolean)
    .join(",");
}
