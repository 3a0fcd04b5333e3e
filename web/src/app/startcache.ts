import { call } from "@/api/client";
import type { Start } from "./session";

// The start is the same from visit to visit but for a few words: it is kept with its
// ETag, and asked for only whether it is still true. It is kept for the tab's session
// and goes with signing out, so that nobody reads it on a shared computer.
const name = "guildhall.start";

interface Kept {
  etag: string;
  start: Start;
}

function kept(): Kept | undefined {
  try {
    const text = sessionStorage.getItem(name);
    return text ? (JSON.parse(text) as Kept) : undefined;
  } catch {
    return undefined;
  }
}

export const startCache = {
  async load(): Promise<Start> {
    const old = kept();
    const answer = await call<Start>("start", { known: old?.etag });
    if (!answer.changed && old) return old.start;
    if (answer.etag) {
      try {
        sessionStorage.setItem(name, JSON.stringify({ etag: answer.etag, start: answer.data } satisfies Kept));
      } catch {
        sessionStorage.removeItem(name); // the browser gives no room: ask in full next time
      }
    }
    return answer.data;
  },
  async forget(): Promise<void> {
    sessionStorage.removeItem(name);
  },
};
