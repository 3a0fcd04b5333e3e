import type { Words } from "..";

// The words of every part of the application: "list.addFilter" stands in list.json.
const parts = import.meta.glob<Words>(["./*.json", "!./operator.json"], { eager: true, import: "default" });

export default Object.fromEntries(Object.entries(parts).map(([path, words]) => [path.slice(2, -5), words]));
