import { useState } from "react";
import { asProblem, type Problem } from "@/api/problem";
import { wasGivenUp } from "./webauthn";

/** One step through the door: whether it is being taken, and what came in its way. */
export function useStep() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const take = async (step: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await step();
    } catch (thrown) {
      if (!wasGivenUp(thrown)) setProblem(asProblem(thrown));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, take };
}
