import { api } from "@/api/client";
import { asProblem } from "@/api/problem";
import { ask } from "@/modules/door/ask";

/**
 * Asks the door as somebody who is signed in. A wrong password is told to whoever typed
 * it; a session that has ended is renewed, as everywhere.
 */
export async function send<T>(path: string, body?: unknown): Promise<T> {
  try {
    return await ask<T>(path, body);
  } catch (thrown) {
    const { status, slug } = asProblem(thrown);
    if (status !== 401 || slug === "bad-credentials") throw thrown;
    return api<T>(`/api/auth/${path}`, body === undefined ? {} : { method: "POST", body });
  }
}
