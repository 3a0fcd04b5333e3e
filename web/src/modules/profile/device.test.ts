import { describe, expect, it } from "vitest";
import { deviceName } from "./device";

const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

describe("the name of a device", () => {
  it.each([
    [chrome, "Chrome, Linux"],
    [`${chrome} Edg/140.0`, "Edge, Linux"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
      "Safari, iOS",
    ],
    ["curl/8.5.0", "curl/8.5.0"],
  ])("of %s is %s", (agent, want) => expect(deviceName(agent)).toBe(want));
});
