/** Somebody who is named in what is written. */
export interface Mentioned {
  id: string;
  name: string;
}

/** What is typed of a name behind an @, before the caret; nothing where no name is typed. */
export function typedName(text: string, caret: number): { start: number; query: string } | undefined {
  const found = /(?:^|[\s(])@([\p{L}\p{M}\p{N}.'’-]*(?: [\p{L}\p{M}\p{N}.'’-]*)?)$/u.exec(text.slice(0, caret));
  if (!found) return undefined;
  const query = found[1] ?? "";
  return { start: caret - query.length - 1, query };
}

/** Writes a name in the place of what was typed of it; the caret is behind. */
export function withName(text: string, start: number, caret: number, name: string): { text: string; caret: number } {
  const written = `@${name} `;
  return { text: text.slice(0, start) + written + text.slice(caret).replace(/^ /, ""), caret: start + written.length };
}

/** Who of those that were chosen is still named. */
export function stillNamed(text: string, chosen: Mentioned[]): Mentioned[] {
  return chosen.filter((one, at) => text.includes(`@${one.name}`) && chosen.findIndex((other) => other.id === one.id) === at);
}
