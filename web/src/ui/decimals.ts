/**
 * Reckons with decimal texts, as the API writes numbers, digit for digit: nothing is made
 * floating, so that sums of money are what people get who add by hand.
 */

function scaled(text: string, places: number): bigint {
  const [whole = "0", rest = ""] = text.split(".");
  return BigInt(whole + rest.padEnd(places, "0"));
}

function placesOf(...texts: string[]): number {
  return Math.max(...texts.map((text) => text.split(".")[1]?.length ?? 0));
}

function written(sum: bigint, places: number): string {
  const digits = String(sum < 0n ? -sum : sum).padStart(places + 1, "0");
  const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  return sum < 0n ? `-${text}` : text;
}

/** Adds decimal texts. */
export function addDecimals(one: string, other: string): string {
  const places = placesOf(one, other);
  return written(scaled(one, places) + scaled(other, places), places);
}

/** Takes one decimal text from another. */
export function subtractDecimals(from: string, taken: string): string {
  const places = placesOf(from, taken);
  return written(scaled(from, places) - scaled(taken, places), places);
}

/** Below zero when the first is less, zero when both are the same number, above when it is more. */
export function compareDecimals(one: string, other: string): number {
  const places = placesOf(one, other);
  const [a, b] = [scaled(one, places), scaled(other, places)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The lesser of two decimal texts. */
export function lesserDecimal(one: string, other: string): string {
  return compareDecimals(one, other) <= 0 ? one : other;
}

/** What share of a whole something is, from 0 to 100, for bars: good enough to look at, not to pay. */
export function shareOf(part: string, whole: string): number {
  const places = placesOf(part, whole);
  const all = scaled(whole, places);
  if (all <= 0n) return 0;
  return Math.min(100, Math.max(0, Number((scaled(part, places) * 10_000n) / all) / 100));
}
