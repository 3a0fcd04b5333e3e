import { bothHands } from "./hands";
import { type Tier, tiers } from "./people";

// What is done by a mouse and by keyboard alone is tried on every tier and with either hand;
// with both on every tier when GUILDHALL_EVERY_WAY is 1, which takes twice as long.
const every = process.env.GUILDHALL_EVERY_WAY === "1";

/** The tiers on which something is tried with the mouse. */
export const byMouse: Tier[] = every ? tiers : ["shared", "database"];

/** The tiers on which the same is tried by keyboard alone. */
export const byKeyboard: Tier[] = every ? tiers : ["schema"];

/** Both, for what is told with the same words for either hand. */
export const ways = bothHands.flatMap((by) => (by === "mouse" ? byMouse : byKeyboard).map((tier) => [tier, by] as const));
