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
