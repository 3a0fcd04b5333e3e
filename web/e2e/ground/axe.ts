import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const source = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Fails with what WCAG 2.0 to 2.2, A and AA, has against the page as it stands. */
export async function axe(page: Page, within?: string): Promise<void> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(await source);
  const found = await page.evaluate(
    async ([context, runOnly]) => {
      const engine = (globalThis as unknown as { axe: typeof import("axe-core") }).axe;
      // What is to be pressed has 24 by 24 pixels, or as much room around it (2.5.8): axe leaves this rule off by itself.
      const rules = { "target-size": { enabled: true } };
      return (await engine.run(context ?? document, { runOnly, rules, resultTypes: ["violations"] })) as AxeResults;
    },
    [within, tags] as const,
  );
  const lines = found.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id} (${violation.impact}): ${node.target.join(" ")}\n    ${told(node)}`),
  );
  if (lines.length > 0) throw new Error(`axe at ${page.url()}:\n${lines.join("\n")}`);
}

function told(node: AxeResults["violations"][number]["nodes"][number]): string {
  return [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ");
}
