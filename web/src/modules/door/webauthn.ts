/** Whether this browser knows passkeys at all. */
export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

/** Whether the browser offers passkeys within the field of the address. */
export async function offersInField(): Promise<boolean> {
  if (!knowsPasskeys() || !("isConditionalMediationAvailable" in PublicKeyCredential)) return false;
  return PublicKeyCredential.isConditionalMediationAvailable();
}

type Options = Record<string, unknown>;

/** The server wraps the options as browsers take them: {"publicKey": {…}}. */
function inner(options: Options): Options {
  return (options.publicKey as Options | undefined) ?? options;
}

/** Asks the browser for a passkey; the answer is what the server takes. */
export async function takePasskey(options: Options, conditional?: AbortSignal): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    inner(options) as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  const credential = await navigator.credentials.get(
    conditional ? { publicKey, mediation: "conditional", signal: conditional } : { publicKey },
  );
  return (credential as PublicKeyCredential).toJSON();
}

/** Has the browser make a passkey; the answer is what the server takes. */
export async function makePasskey(options: Options): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    inner(options) as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const credential = await navigator.credentials.create({ publicKey });
  return (credential as PublicKeyCredential).toJSON();
}

/** Whether somebody closed the browser's dialogue: nothing that needs to be told. */
export function wasGivenUp(thrown: unknown): boolean {
  return thrown instanceof DOMException && (thrown.name === "NotAllowedError" || thrown.name === "AbortError");
}
