import type { Words } from "..";

// The words that every page needs: "list.addFilter" stands in list.json. Those of i18n/parts
// come with their pages.
const parts = import.meta.glob<Words>(
  "./{account,app,inbox,keys,list,nav,notFound,palette,plural,problem,pwa,renewal,scheme}.json",
  {
    eager: true,
    import: "default",
  },
);

export default Object.fromEntries(Object.entries(parts).map(([path, words]) => [path.slice(2, -5), words]));
