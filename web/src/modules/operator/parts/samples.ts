import { useEffect, useState } from "react";
import { currentLocale } from "@/ui/format";
import type { Point } from "./Chart";

const most = 120;

/** The figures of the last minutes: one for each time that it was asked for, while the page is open. */
export function useSamples(value: number | undefined, askedAt: number): Point[] {
  const [points, setPoints] = useState<Point[]>([]);
  useEffect(() => {
    if (value === undefined || askedAt === 0) return;
    const label = new Date(askedAt).toLocaleTimeString(currentLocale());
    setPoints((old) => [...old, { label, value }].slice(-most));
  }, [value, askedAt]);
  return points;
}
