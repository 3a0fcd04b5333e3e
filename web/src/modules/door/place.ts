const name = "guildhall.companies";
const most = 5;

/** The companies at which people have signed in here, the latest first. */
export function recentCompanies(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === "string").slice(0, most) : [];
  } catch {
    return [];
  }
}

/** Remembers a company for the next time. */
export function rememberCompany(slug: string): void {
  const others = recentCompanies().filter((one) => one !== slug);
  localStorage.setItem(name, JSON.stringify([slug, ...others].slice(0, most)));
}

export function forgetCompany(slug: string): void {
  localStorage.setItem(name, JSON.stringify(recentCompanies().filter((one) => one !== slug)));
}

/** The label of the host that may be a company's: "acme" of acme.example.com. */
export function labelOfHost(host: string): string | undefined {
  const labels = host.split(".");
  if (labels.length < 3 || /^[\d.]+$/.test(host) || host.includes(":")) return undefined;
  const [first] = labels;
  return first && !["www", "app"].includes(first) ? first : undefined;
}

/** Where to go after signing in: only a path of this server, else nowhere. */
export function safeNext(next: string | null, origin: string): string | undefined {
  if (!next?.startsWith("/") || /[\\\s]/.test(next)) return undefined;
  try {
    const url = new URL(next, origin);
    const door = /^\/(signin|forgot|reset|invitation|confirm-email|undo-email)$/.test(url.pathname);
    return url.origin === origin && !door ? url.pathname + url.search + url.hash : undefined;
  } catch {
    return undefined;
  }
}

/** The secret of a letter, which stands in the fragment of its link. */
export function secretOf(fragment: string): string {
  return fragment.startsWith("#ghc_") ? decodeURIComponent(fragment.slice(1)) : "";
}
