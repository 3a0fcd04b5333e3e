/**
 * Reads and writes the query of the address as text, name by name: a code such as 662E41
 * stays what it is. Names that come more than once keep their last value.
 */
export type Search = Record<string, string>;

export function parseSearch(query: string): Search {
  return Object.fromEntries(new URLSearchParams(query));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  // Brackets and commas are what filters are written with, and allowed here by RFC 3986's
  // successors; people read addresses.
  const text = params.toString().replace(/%5B/gi, "[").replace(/%5D/gi, "]").replace(/%2C/gi, ",");
  return text ? `?${text}` : "";
}
