import { type ReactNode, type RefObject, useLayoutEffect, useState } from "react";
import { createPortal } from "react-dom";
import classes from "./Combo.module.css";

interface Place {
  left: number;
  width: number;
  top?: number;
  bottom?: number;
  height: number;
}

/** Holds a list of options at an input, over everything else, where there is room. */
export function FloatingList({ anchor, children }: { anchor: RefObject<HTMLElement | null>; children: ReactNode }) {
  const [place, setPlace] = useState<Place | undefined>();
  useLayoutEffect(() => {
    const measure = () => {
      if (anchor.current) setPlace(placeAt(anchor.current.getBoundingClientRect()));
    };
    measure();
    addEventListener("scroll", measure, true);
    addEventListener("resize", measure);
    return () => {
      removeEventListener("scroll", measure, true);
      removeEventListener("resize", measure);
    };
  }, [anchor]);
  if (!place) return null;
  const { height, ...at } = place;
  return createPortal(
    <div className={classes.list} style={{ ...at, maxHeight: height }}>
      {children}
    </div>,
    document.body,
  );
}

const gap = 4;
const tallest = 320;

function placeAt(box: DOMRect): Place {
  const width = Math.min(Math.max(box.width, 240), innerWidth - 16);
  const left = Math.max(
    8,
    Math.min(document.documentElement.dir === "rtl" ? box.right - width : box.left, innerWidth - width - 8),
  );
  const below = innerHeight - box.bottom - gap - 8;
  const above = box.top - gap - 8;
  if (below >= 200 || below >= above) return { left, width, top: box.bottom + gap, height: Math.min(tallest, below) };
  return { left, width, bottom: innerHeight - box.top + gap, height: Math.min(tallest, above) };
}
