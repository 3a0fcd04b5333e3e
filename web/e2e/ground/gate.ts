import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { inject, onTestFinished } from "vitest";

/** An address between the browser and the server, which can be shut, and can answer otherwise than the server. */
export interface Gate {
  base: string;
  /** Lets nothing through: the connection is gone. */
  shut: () => void;
  open: () => void;
  /** Changes the text of an answer from now on. */
  rewrite: (path: string, change: (text: string) => string) => void;
}

/** Opens a gate before the server, until the test is over. */
export async function gate(): Promise<Gate> {
  const target = new URL(inject("base"));
  const changes = new Map<string, (text: string) => string>();
  let shut = false;
  const pass = (from: IncomingMessage, to: ServerResponse) => {
    if (shut) {
      from.socket.destroy();
      return;
    }
    const change = changes.get(from.url ?? "");
    const headers = { ...from.headers, ...(change ? { "accept-encoding": "identity" } : {}) };
    const asked = request({ host: "127.0.0.1", port: target.port, path: from.url, method: from.method, headers }, (answer) => {
      if (change) void answerChanged(answer, to, change);
      else {
        to.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(to);
      }
    });
    asked.once("error", () => to.destroy());
    from.pipe(asked);
  };
  const server = createServer(pass);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (!address || typeof address !== "object") throw new Error("the gate has no address");
  return {
    base: `http://localhost:${address.port}`,
    shut: () => {
      shut = true;
      server.closeAllConnections();
    },
    open: () => {
      shut = false;
    },
    rewrite: (path, change) => changes.set(path, change),
  };
}

async function answerChanged(answer: IncomingMessage, to: ServerResponse, change: (text: string) => string): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  const { "content-length": _, ...headers } = answer.headers;
  to.writeHead(answer.statusCode ?? 502, headers);
  to.end(change(Buffer.concat(parts).toString()));
}
