/** The path of a line over a width and a height, from the first value to the last; a single value is a flat line. */
export function pathOf(values: number[], most: number, width: number, height: number): string {
  const drawn = values.length === 1 ? [values[0] ?? 0, values[0] ?? 0] : values;
  const step = width / Math.max(1, drawn.length - 1);
  const round = (n: number) => Math.round(n * 10) / 10;
  return drawn
    .map((value, at) => `${at === 0 ? "M" : "L"}${round(at * step)} ${round(1 + height - (value / most) * height)}`)
    .join("");
}
