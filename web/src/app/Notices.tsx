import { Notifications } from "@mantine/notifications";

/** Where results of work in the background are told. */
export function Notices() {
  return <Notifications position="bottom-right" limit={4} />;
}
