/** Signs in at the API and gives the session's cookie. */
export async function signIn(base: string, email: string, password: string, tenant?: string): Promise<string> {
  const response = await fetch(`${base}/api/auth/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ tenant, email, password }),
  });
  const cookie = response.headers.getSetCookie().at(0)?.split(";")[0];
  if (!response.ok || !cookie) throw new Error(`${email} cannot sign in: ${response.status} ${await response.text()}`);
  return cookie;
}
