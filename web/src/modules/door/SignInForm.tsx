import { useState } from "react";
import { ask, type Entered } from "./ask";
import { Credentials } from "./Credentials";
import { Enrolment } from "./Enrolment";
import { type Challenge, SecondFactor } from "./SecondFactor";

interface Props {
  /** The company, when it is known; operators have none. */
  tenant?: string;
  /** The address, when it is known and may not be another. */
  email?: string;
  /** The second step of somebody whom a provider brought back. */
  begun?: Challenge;
  /** Whether to sign in as one who runs the installation. */
  operator?: boolean;
  onSignedIn: (entered: Entered) => void;
}

/** Asks for the password, and the second factor where one is wanted, or has one set up where one must be. */
export function SignInForm({ tenant, email, begun, operator, onSignedIn }: Props) {
  const [challenge, setChallenge] = useState(begun);
  const [enrolling, setEnrolling] = useState<Entered>();
  const go = (entered: Entered) => {
    if (entered.status === "second_factor" && entered.challenge) {
      setChallenge({ secret: entered.challenge, methods: entered.methods ?? [] });
    } else if (entered.enrol) setEnrolling(entered);
    else onSignedIn(entered);
  };
  if (enrolling) return <Enrolment send={ask} onDone={() => onSignedIn(enrolling)} />;
  if (challenge) return <SecondFactor challenge={challenge} onEntered={go} onBack={() => setChallenge(undefined)} />;
  return <Credentials tenant={operator ? undefined : tenant} email={email} known={!!email} onEntered={go} />;
}
