/** What specs need: pages of signed-in people, and ways to look at them. */
export { axe } from "./axe";
export { focused, tabTo } from "./keyboard";
export { longestTask } from "./measure";
export { asked, type Look, page, stranger } from "./page";
export { companies, emailOf, password, type Role, roles, type Tier } from "./people";
export { shot } from "./shot";
