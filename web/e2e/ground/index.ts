/** What specs need: pages of signed-in people, and ways to look at them. */
export { axe } from "./axe";
export { type Gate, gate } from "./gate";
export { byPalette, focused, pick, press, scanned, tabTo, typeInto } from "./keyboard";
export { linkTo } from "./letters";
export { client, draft, duePayment, goods, invoiced, type Made, oldest, order } from "./making";
export { heldUp, longestIn, onBench, quantile, untilPaint } from "./measure";
export { type Company, company, enter, enterAt, newcomer } from "./newcomer";
export { asked, type Look, page, stranger, tried } from "./page";
export { companies, emailOf, operator, password, type Role, roles, type Tier } from "./people";
export { command } from "./server";
export { signIn } from "./session";
export { shot } from "./shot";
export { smallTargets } from "./targets";
export { totp } from "./totp";
export { settled, visit } from "./visit";
