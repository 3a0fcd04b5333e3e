import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { onExpiry } from "@/api/client";
import { Problem } from "@/api/problem";
import { useTranslation } from "@/i18n";

const RenewalDialog = lazy(() => import("./RenewalDialog").then((m) => ({ default: m.RenewalDialog })));

interface Waiting {
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/** Holds what meets an ended session until somebody has signed in again; hears of it from the first request on. */
export function Renewal() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const waiting = useRef<Waiting[]>([]);
  useEffect(() => {
    onExpiry(() => {
      setOpen(true);
      return new Promise((resolve, reject) => waiting.current.push({ resolve, reject }));
    });
    return () => onExpiry(undefined);
  }, []);
  const end = (settle: (one: Waiting) => void) => {
    setOpen(false);
    for (const one of waiting.current.splice(0)) settle(one);
  };
  if (!open) return null;
  return (
    <Suspense>
      <RenewalDialog
        onSignedIn={() => end((one) => one.resolve())}
        onClose={() => end((one) => one.reject(new Problem({ type: "unauthenticated", title: t("renewal.title") }, 401)))}
      />
    </Suspense>
  );
}
