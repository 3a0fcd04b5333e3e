import { describe, expect, it } from "vitest";
import { cleaned, Wedge } from "./scan";

/** Types keys at a distance from one another, and gives what the last one ended. */
function typed(keys: string[], distance: number, wedge = new Wedge(), from = 1_000): string | undefined {
  let code: string | undefined;
  keys.forEach((key, i) => {
    code = wedge.take(key, from + i * distance);
  });
  return code;
}

describe("a scanner that stands for a keyboard", () => {
  it("is known by its speed and its end", () => {
    expect(typed([..."4006381333931", "Enter"], 8)).toBe("4006381333931");
    expect(typed([..."SKU-00042", "Tab"], 34)).toBe("SKU-00042");
  });

  it("is nobody who types by hand", () => {
    expect(typed([..."4006381333931", "Enter"], 35)).toBeUndefined();
    expect(typed([..."4006381333931", "Enter"], 120)).toBeUndefined();
  });

  it("sends at least six characters", () => {
    expect(typed([..."P-0041", "Enter"], 5)).toBe("P-0041");
    expect(typed([..."P-004", "Enter"], 5)).toBeUndefined();
  });

  it("is told apart from what was typed before it", () => {
    const wedge = new Wedge();
    typed(["a", "b"], 200, wedge, 0);
    expect(typed([..."4006381333931", "Enter"], 5, wedge, 1_000)).toBe("4006381333931");
    expect(typed(["Enter"], 5, wedge, 1_100)).toBeUndefined();
  });

  it("may press shift, and sends control characters that are none of the code", () => {
    expect(typed(["Shift", "S", "Shift", "K", "U", "-", "1", "2", "Enter"], 5)).toBe("SKU-12");
    expect(typed(["\u001d", ..."0104006381333931", "F8", "\u0004", "Enter"], 5)).toBe("0104006381333931");
    expect(cleaned("\u0002 4006381333931\u0003\r")).toBe("4006381333931");
  });
});
