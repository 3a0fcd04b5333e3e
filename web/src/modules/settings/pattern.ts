/** The nth number that a pattern makes today, for a site with that code. */
export function example(pattern: string, digits: number, n: number, site: string, today = new Date()): string {
  const filled: Record<string, string> = {
    "{n}": String(n).padStart(digits, "0"),
    "{year}": String(today.getFullYear()),
    "{month}": String(today.getMonth() + 1).padStart(2, "0"),
    "{site}": site,
  };
  return pattern.replace(/\{[a-z]+\}/g, (mark) => filled[mark] ?? mark);
}
