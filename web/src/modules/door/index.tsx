import { SignInForm } from "./SignInForm";

/** What stands at /signin, /forgot, /reset and /invitation. */
export function Door() {
  return <SignInForm onSignedIn={() => location.assign("/")} />;
}
