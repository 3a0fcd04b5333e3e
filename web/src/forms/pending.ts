// Choices that somebody has made before what they typed was found: they are made as soon as it is.
let pending = 0;
const waiting: (() => void)[] = [];

/** Says that a choice is on its way, until what is returned is called. */
export function choosing(): () => void {
  pending++;
  return () => {
    pending--;
    if (pending === 0) for (const go of waiting.splice(0)) go();
  };
}

/** Waits until what was chosen stands in its field: whoever saves right after Enter means it, too. */
export async function chosen(): Promise<void> {
  if (pending > 0) await new Promise<void>((go) => waiting.push(go));
}
