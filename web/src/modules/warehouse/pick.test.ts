import { describe, expect, it } from "vitest";
import {
  begin,
  confirm,
  isComplete,
  isEmptyPick,
  itemsOf,
  missingOf,
  more,
  type PickLine,
  reopen,
  scan,
  shortOf,
  take,
  takenOf,
} from "./pick";

function line(id: string, wanted: string, reference: string, barcode = ""): PickLine {
  return {
    id,
    orderItem: `o-${id}`,
    product: { id: `p-${id}`, reference, name: reference, barcode, unit: "piece" },
    wanted,
    places: [],
  };
}

const lamp = line("1", "3", "P-018-LAMP", "4006381333931");
const hinge = line("2", "1", "P-037-HINGE");
const lines = [lamp, hinge];

describe("picking", () => {
  it("never takes less than nothing or more than is wanted", () => {
    const pick = begin(lines);
    expect(takenOf(more(pick, lamp, "-1"), lamp)).toBe("0");
    expect(takenOf(take(pick, lamp, "7"), lamp)).toBe("3");
    expect(missingOf(take(pick, lamp, "0.5"), lamp)).toBe("2.5");
  });

  it("goes from line to line, and back to those that were passed over", () => {
    const first = begin(lines);
    const second = confirm(take(first, lamp, "3"), lines, lamp);
    expect([first.at, second.at]).toEqual(["1", "2"]);
    const all = confirm(take(second, hinge, "1"), lines, hinge);
    expect([all.at, isComplete(all, lines)]).toEqual(["", true]);
    const again = reopen(all, lamp);
    expect([again.at, isComplete(again, lines)]).toEqual(["1", false]);
    expect(confirm(begin(lines), lines, hinge).at).toBe("1");
  });

  it("says what is short and sends what was found", () => {
    const pick = confirm(take(begin(lines), lamp, "2"), lines, lamp);
    expect(shortOf(pick, lines)).toEqual(lines);
    expect(itemsOf(pick, lines)).toEqual([{ id: "1", order_item: "o-1", quantity: "2" }]);
    expect([isEmptyPick(pick, lines), isEmptyPick(begin(lines), lines)]).toEqual([false, true]);
  });
});

describe("scanning", () => {
  it("counts by SKU, barcode, and a barcode of another length", () => {
    let pick = begin(lines);
    for (const code of ["p-018-lamp", "4006381333931", "04006381333931"]) {
      const told = scan(pick, lines, code);
      expect(told.scanned).toBe("counted");
      pick = told.pick;
    }
    expect(takenOf(pick, lamp)).toBe("3");
    expect(scan(pick, lines, "4006381333931")).toMatchObject({ scanned: "full", line: lamp });
  });

  it("refuses what belongs to another line or to none", () => {
    const pick = begin(lines);
    expect(scan(pick, lines, "P-037-HINGE")).toEqual({ pick, scanned: "other", line: hinge });
    expect(scan(pick, lines, "9999999999")).toEqual({ pick, scanned: "unknown" });
  });

  it("ends a full line with the first piece of the next", () => {
    const told = scan(take(begin(lines), lamp, "3"), lines, "P-037-HINGE");
    expect(told.scanned).toBe("next");
    expect(told.pick).toEqual({ at: "2", taken: { "1": "3", "2": "1" }, done: { "1": true } });
  });
});
