import { defineConfig } from "vitest/config";

const common = {
  root: import.meta.dirname,
  environment: "node" as const,
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // A busy machine takes longer than the second that is usual.
  expect: { poll: { timeout: 10_000 } },
  // What fails once and not again is told as such, and does not have everything tried anew.
  retry: 1,
};
const resolve = { alias: { "@": new URL("../src", import.meta.url).pathname } };
const measured = "specs/budget.spec.ts";

// One server and one browser serve all specs, which run two files at once; what is measured
// runs after them, with nothing beside it.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    globalSetup: ["ground/setup.ts"],
    teardownTimeout: 30_000,
    projects: [
      {
        resolve,
        test: {
          ...common,
          name: "flows",
          include: ["specs/**/*.spec.ts"],
          exclude: [measured],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { resolve, test: { ...common, name: "budgets", include: [measured], maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
