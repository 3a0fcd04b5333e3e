const patience = 30_000;

/**
 * Signs in at the API and gives the session's cookie. When several sign in at once the
 * server asks some of them to wait a moment, which is what they do.
 */
export async function signIn(base: string, email: string, password: string, tenant?: string): Promise<string> {
  const end = Date.now() + patience;
  for (;;) {
    const response = await fetch(`${base}/api/auth/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ tenant, email, password }),
    });
    if (response.status === 429 && Date.now() < end) {
      const seconds = Number(response.headers.get("Retry-After") ?? 1);
      await new Promise((resolve) => setTimeout(resolve, Math.min(Math.max(seconds, 1), 10) * 1000));
      continue;
    }
    const cookie = response.headers.getSetCookie().at(0)?.split(";")[0];
    if (!response.ok || !cookie) throw new Error(`${email} cannot sign in: ${response.status} ${await response.text()}`);
    return cookie;
  }
}
