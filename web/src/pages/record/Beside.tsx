import { lazy, Suspense } from "react";

const PeekPanel = lazy(() => import("./PeekPanel").then((m) => ({ default: m.PeekPanel })));

/**
 * The record beside a page that has none at first. It stands apart so that such pages need not
 * name all that a record is made of.
 */
export function Beside() {
  return (
    <Suspense>
      <PeekPanel />
    </Suspense>
  );
}
