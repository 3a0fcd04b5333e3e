import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { companies, password } from "./people";

const run = promisify(execFile);

/** The program that is tested: bin/guildhall, or what GUILDHALL_BINARY names. */
const binary = process.env.GUILDHALL_BINARY ?? new URL("../../../bin/guildhall", import.meta.url).pathname;

/** A server that runs. */
export interface Server {
  base: string;
  stop: () => Promise<void>;
}

/** Starts the server and waits until it is ready, or with the demonstration's companies until all three are. */
export async function serve(data: string, { demo = false } = {}): Promise<Server> {
  const port = await freePort();
  const base = `http://localhost:${port}`;
  const child = spawn(binary, ["serve", "--data", data, "--listen", `127.0.0.1:${port}`, ...(demo ? ["--demo"] : [])], {
    env: { ...process.env, GUILDHALL_PUBLIC_URL: base, GUILDHALL_OUTBOUND_ALLOW: "127.0.0.0/8" }, // where the specs' directory is
  });
  const log = createWriteStream(join(data, "server.log"));
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  try {
    await ready(child, demo ? `(${companies.database}, tier database)` : " is ready after ");
  } catch (thrown) {
    await stop(child);
    throw thrown;
  }
  return { base, stop: () => stop(child) };
}

/** Waits until the server has printed a text, which it does when all before it is ready. */
function ready(child: ChildProcess, text: string): Promise<void> {
  let said = "";
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the server is not ready after three minutes:\n${said}`)), 180_000);
    const hear = (part: Buffer) => {
      said = (said + part.toString()).slice(-4_000);
      if (said.includes(text)) {
        clearTimeout(late);
        resolve();
      }
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
  });
}

/** Ends a process kindly, and for certain after ten seconds. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(force);
}

/** Sets the tests' password for somebody, by the command line. */
export async function setPassword(data: string, email: string, tenant?: string): Promise<void> {
  await command(data, ["person", "set-password", "--email", email, ...(tenant ? ["--tenant", tenant] : [])], `${password}\n`);
}

/** Runs a command beside the server and gives what it prints. */
export async function command(data: string, args: string[], input = ""): Promise<string> {
  const running = run(binary, [...args, "--data", data]);
  running.child.stdin?.end(input);
  return (await running).stdout;
}

/** A port of this machine that nobody uses. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no free port"))));
    });
  });
}
