import type { Send } from "./Authenticator";
import { makePasskey } from "./webauthn";

/** Makes a passkey on this device and has the server keep it; answers the recovery codes, if it is the first factor. */
export async function addPasskey(send: Send, name: string, password?: string): Promise<string[]> {
  const { challenge, options } = await send<{ challenge: string; options: Record<string, unknown> }>("passkeys/propose", {
    password,
  });
  const passkey = await makePasskey(options);
  const { codes } = await send<{ codes: string[] | null }>("passkeys/confirm", { challenge, name, passkey });
  return codes ?? [];
}
