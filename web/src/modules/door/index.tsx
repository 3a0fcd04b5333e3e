import { AddressPage } from "./AddressPage";
import { ForgotPage } from "./ForgotPage";
import { PasswordPage } from "./PasswordPage";
import { SignInPage } from "./SignInPage";

/** What stands before the door: the pages of those who are not signed in. */
export function Door() {
  switch (location.pathname) {
    case "/forgot":
      return <ForgotPage />;
    case "/reset":
      return <PasswordPage kind="reset" />;
    case "/invitation":
      return <PasswordPage kind="invitation" />;
    case "/confirm-email":
      return <AddressPage kind="confirm" />;
    case "/undo-email":
      return <AddressPage kind="undo" />;
    default:
      return <SignInPage />;
  }
}
