import type { Words } from "..";

// The words of the pages before signing in.
const parts = import.meta.glob<Words>("./{app,door,problem,scheme}.json", { eager: true, import: "default" });

export default Object.fromEntries(Object.entries(parts).map(([path, words]) => [path.slice(2, -5), words]));
