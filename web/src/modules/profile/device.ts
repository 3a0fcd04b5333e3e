/** What a program that asks calls itself, in short: "Firefox, Windows"; as it stands when it is none that is known. */
export function deviceName(agent: string): string {
  const find = (known: [RegExp, string][]) => known.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = find([
    [/Edg\//, "Edge"],
    [/OPR\//, "Opera"],
    [/Firefox\/|FxiOS/, "Firefox"],
    [/Chrome\/|CriOS|Chromium/, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = find([
    [/Windows/, "Windows"],
    [/Android/, "Android"],
    [/iPhone|iPad/, "iOS"],
    [/Mac OS X/, "macOS"],
    [/CrOS/, "ChromeOS"],
    [/Linux/, "Linux"],
  ]);
  if (!browser) return agent;
  return system ? `${browser}, ${system}` : browser;
}

/** One of somebody's sessions. */
interface Seen {
  id: string;
  device: string;
  last_seen_at: string | null;
}

/** The session that asks: of those of a browser like this one, the one that was seen last. */
export function thisSession<T extends Seen>(sessions: T[], agent: string): T | undefined {
  return sessions
    .filter((one) => one.device === agent.slice(0, one.device.length || 1))
    .sort((a, b) => (b.last_seen_at ?? "").localeCompare(a.last_seen_at ?? ""))[0];
}
