/** What specs need: pages of signed-in people, and ways to look at them. */
export { axe } from "./axe";
export { type Gate, gate } from "./gate";
export { focused, tabTo } from "./keyboard";
export { longestTask } from "./measure";
export { newcomer } from "./newcomer";
export { asked, type Look, page, stranger } from "./page";
export { companies, emailOf, operator, password, type Role, roles, type Tier } from "./people";
export { command } from "./server";
export { signIn } from "./session";
export { shot } from "./shot";
export { totp } from "./totp";
