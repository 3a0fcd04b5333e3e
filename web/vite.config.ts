import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import { build, defineConfig, type Plugin, type Rolldown } from "vite";

const api = process.env.GUILDHALL_API ?? "http://127.0.0.1:8080";
const dist = new URL("dist", import.meta.url).pathname;

const input = { index: "index.html", door: "door.html" };

export default defineConfig({
  plugins: [react(), together(), doors(), worker(), compress()],
  resolve: { alias: { "@": new URL("src", import.meta.url).pathname } },
  server: {
    port: 5173,
    proxy: Object.fromEntries(["/api", "/dev", "/.well-known", "/healthz"].map((path) => [path, { target: api, ws: true }])),
  },
  build: {
    target: "es2023",
    // Older targets have light-dark() rewritten, which takes Mantine its colours.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    manifest: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/test.ts"] },
} as Parameters<typeof defineConfig>[0]);

// together has what is always loaded together come as one file: over HTTP/1.1, as the
// server speaks it by itself, sixty small files take ten rounds. What belongs together is
// known only when everything was built once: before that nobody knows what is left out.
function together(): Plugin {
  return {
    name: "together",
    apply: "build",
    async config(config) {
      const first = { ...config, configFile: false as const, plugins: [react(), doors()], logLevel: "warn" as const };
      const built = await build({ ...first, build: { ...config.build, write: false } });
      if (!("output" in built)) throw new Error("the first build has no output");
      const chunks = built.output.filter((one) => one.type === "chunk");
      const loadedBy = (...starts: (Rolldown.OutputChunk | undefined)[]) => {
        const names = new Set<string>();
        const follow = (name: string) => {
          if (names.has(name)) return;
          names.add(name);
          for (const next of chunks.find((chunk) => chunk.fileName === name)?.imports ?? []) follow(next);
        };
        for (const start of starts) if (start) follow(start.fileName);
        const loaded = chunks.filter((chunk) => names.has(chunk.fileName));
        return new Set(loaded.flatMap((chunk) => Object.keys(chunk.modules)));
      };
      const entry = (name: string) => chunks.find((chunk) => chunk.isEntry && chunk.name === name);
      const lazy = (path: string) => chunks.find((chunk) => chunk.facadeModuleId?.endsWith(`/src/${path}.tsx`));
      const [index, door] = [loadedBy(entry("index")), loadedBy(entry("door"))];
      const [list, record] = [loadedBy(lazy("pages/ListPage")), loadedBy(lazy("pages/RecordPage"))];
      const console = loadedBy(lazy("modules/operator/index"), lazy("modules/operator"));
      const isEntry = (id: string) => /\.html$|\/src\/(main|door)\.tsx$|\/pages\/\w+Page\.tsx$/.test(id);
      const group = (name: string, has: (id: string) => boolean) => ({
        name,
        test: (id: string) => !isEntry(id) && has(id),
        includeDependenciesRecursively: false,
      });
      const groups = [
        group("ground", (id) => door.has(id) && (index.has(id) || list.has(id))),
        group("shell", (id) => index.has(id) || (list.has(id) && console.has(id))),
        group("list", (id) => list.has(id) && !record.has(id)),
        group("pages", (id) => list.has(id)),
      ];
      return { build: { rolldownOptions: { output: { codeSplitting: { groups } } } } };
    },
  };
}

// doors makes the page before signing in from index.html: it runs another program. While
// developing it is served where the server does.
function doors(): Plugin {
  const page = new URL("door.html", import.meta.url).pathname;
  const index = new URL("index.html", import.meta.url).pathname;
  const before = /^\/(signin|forgot|reset|invitation|confirm-email|undo-email)(\?|$)/;
  const toTheDoor = (html: string) => html.replace("/src/main.tsx", "/src/door.tsx");
  return {
    name: "doors",
    enforce: "pre",
    resolveId: (id) => (id === "door.html" || id === page ? page : undefined),
    load: async (id) => (id === page ? toTheDoor(await readFile(index, "utf8")) : undefined),
    transformIndexHtml: {
      order: "pre",
      handler: (html, { server, originalUrl }) => (server && before.test(originalUrl ?? "") ? toTheDoor(html) : html),
    },
    configureServer(server) {
      server.middlewares.use((request, _, next) => {
        if (before.test(request.url ?? "")) request.url = "/index.html";
        next();
      });
    },
  };
}

// worker builds the service worker once everything that it keeps has its name: the pages,
// what they load first, their fonts and words.
function worker(): Plugin {
  return {
    name: "worker",
    apply: "build",
    async writeBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
      const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const kept = new Set<string>();
      const keep = (file: string) => {
        if (kept.has(file)) return;
        kept.add(file);
        const chunk = named.get(file);
        for (const style of chunk?.viteMetadata?.importedCss ?? []) kept.add(style);
        for (const next of chunk?.imports ?? []) keep(next);
      };
      const entries = ["index", "door"].map(
        (name) => chunks.find((chunk) => chunk.isEntry && chunk.name === name)?.fileName ?? "",
      );
      for (const entry of entries) keep(entry);
      for (const chunk of chunks) if (/i18n\/\w+\/index\.ts$/.test(chunk.facadeModuleId ?? "")) keep(chunk.fileName);
      for (const file of Object.keys(bundle)) if (/inter-latin-wght-normal-.*woff2$/.test(file)) kept.add(file);
      const files = [...[...kept].sort().map((file) => `/${file}`), "/icon.svg", "/icon-192.png", "/manifest.webmanifest"];
      const version = createHash("sha256").update(Object.keys(bundle).sort().join()).digest("hex").slice(0, 12);
      await build({
        configFile: false,
        publicDir: false,
        logLevel: "warn",
        define: { __SHELL__: JSON.stringify({ version, pages: ["/", "/signin"], entries, files }) },
        build: {
          outDir: dist,
          emptyOutDir: false,
          target: "es2022",
          rolldownOptions: { input: "src/sw/index.ts", output: { format: "iife", entryFileNames: "sw.js" } },
        },
      });
    },
  };
}

// compress lays a .br and a .gz beside every asset that gets smaller by it, once, so that
// no request waits for it.
function compress(): Plugin {
  return {
    name: "compress",
    apply: "build",
    async closeBundle() {
      const brotli = promisify(brotliCompress);
      const zip = promisify(gzip);
      const names = await readdir(dist, { recursive: true });
      await Promise.all(
        names
          .filter((name) => /\.(js|css|svg|json|webmanifest)$/.test(name) && !name.startsWith(".vite"))
          .map(async (name) => {
            const path = join(dist, name);
            if ((await stat(path)).size < 1024) return;
            const text = await readFile(path);
            await writeFile(`${path}.br`, await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
            await writeFile(`${path}.gz`, await zip(text, { level: 9 }));
          }),
      );
    },
  };
}
