/** What stands for whoever asks, in filters of people: it stays so in addresses and saved views. */
export const me = "me";

let self = "";

/** Says who asks. */
export function iAm(user: string): void {
  self = user;
}

/** A filter of people as the API takes it: "me" is made the id of whoever asks. */
export function meantBy(value: string): string {
  return value
    .split(",")
    .map((one) => (one === me ? self : one))
    .join(",");
}
