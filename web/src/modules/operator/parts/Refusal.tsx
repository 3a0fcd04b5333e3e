import type { Problem } from "@/api/problem";
import { ProblemPanel } from "@/app/errors";

/** Tells of a problem that no field of the form shows already. */
export function Refusal({ problem, fields }: { problem: Problem | undefined; fields: string[] }) {
  if (!problem) return null;
  const placed = problem.errors.length > 0 && problem.errors.every((error) => fields.includes(error.pointer.slice(1)));
  return placed ? null : <ProblemPanel error={problem} />;
}
