/** What specs need: pages of signed-in people, and ways to look at them. */
export { axe } from "./axe";
export { type Directory, directory } from "./directory";
export { type Gate, gate } from "./gate";
export { bothHands, type Hands, hands } from "./hands";
export { byPalette, focused, pick, press, scanned, tabTo, typeInto } from "./keyboard";
export { linkTo } from "./letters";
export { client, draft, duePayment, goods, invoiced, type Made, oldest, order } from "./making";
export { heldUp, longestIn, onBench, quantile, untilPaint } from "./measure";
export { enter, newcomer } from "./newcomer";
export { asked, type Look, page, pageWith, stranger, tried } from "./page";
export { companies, emailOf, operator, password, type Role, roles, type Tier, tiers } from "./people";
export { command } from "./server";
export { signIn } from "./session";
export { shot } from "./shot";
export { smallTargets } from "./targets";
export { company, type Own } from "./tenant";
export { totp } from "./totp";
export { settled, visit } from "./visit";
