import { spawn } from "node:child_process";
import { once } from "node:events";
import { inject } from "vitest";
import { freePort } from "./server";

/** A certified OpenID Connect provider that runs: the directory of a company. */
export interface Directory {
  issuer: string;
  /** Sets who somebody is there. */
  account: (subject: string, claims: Record<string, unknown>) => Promise<void>;
  /** Registers the server as a client. */
  register: () => Promise<{ client_id: string; client_secret: string }>;
  stop: () => void;
}

/** Starts a directory. */
export async function directory(): Promise<Directory> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const at = new URL("../../../app/testdata/oidc/", import.meta.url).pathname;
  const child = spawn("node", ["server.mjs", issuer, String(port)], { cwd: at, stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data"); // it says where it listens
  const send = async (method: string, path: string, body: unknown) => {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(issuer + path, { method, headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text;
  };
  return {
    issuer,
    account: async (subject, claims) => void (await send("PUT", `/accounts/${subject}`, { claims, amr: ["pwd"] })),
    register: async () => {
      const client = await send("POST", "/reg", {
        redirect_uris: [`${inject("base")}/api/auth/oidc/callback`],
        grant_types: ["authorization_code"],
        response_types: ["code"],
        scope: "openid email profile groups",
        token_endpoint_auth_method: "client_secret_basic",
      });
      return JSON.parse(client) as { client_id: string; client_secret: string };
    },
    stop: () => child.stdin.end(), // it ends with whoever started it
  };
}
