import { defineConfig } from "vitest/config";

// One server and one browser serve all specs, which run two files at once.
export default defineConfig({
  resolve: { alias: { "@": new URL("../src", import.meta.url).pathname } },
  test: {
    root: import.meta.dirname,
    include: ["specs/**/*.spec.ts"],
    globalSetup: ["ground/setup.ts"],
    environment: "node",
    pool: "forks",
    maxWorkers: 2,
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    retry: 0,
  },
});
