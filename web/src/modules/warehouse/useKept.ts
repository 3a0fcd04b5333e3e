import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { useSession } from "@/app/session";
import { isWaiting, type Kept, keptKey, outbox, send, sendAll } from "./outbox";

const again = 10_000;

/** What the browser keeps of a shipment; undefined until that is known, null for nothing. */
export function useKept(id: string) {
  const { meta, me } = useSession();
  const key = keptKey(meta.tenant.id, me.user.id, id);
  const [kept, setKept] = useState<Kept | null | undefined>();
  useEffect(() => {
    let gone = false;
    void outbox.find(key).then((found) => {
      if (!gone) setKept(found ?? null);
    });
    return () => {
      gone = true;
    };
  }, [key]);
  const keep = useCallback(
    (next: Kept | null) => {
      setKept(next);
      void (next ? outbox.keep(key, next) : outbox.drop(key));
    },
    [key],
  );
  return { kept, keep };
}

/** Sends what waits, and tries again when there is a connection, until it is sent or refused. */
export function useSending(kept: Kept | null | undefined, keep: (kept: Kept | null) => void) {
  const queries = useQueryClient();
  const [trying, setTrying] = useState(false);
  const waiting = kept && isWaiting(kept) ? kept : undefined;
  const attempt = useCallback(async () => {
    if (!waiting?.sending) return;
    setTrying(true);
    const sent = await send(waiting);
    setTrying(false);
    if (sent.outcome === "later") return;
    if (sent.outcome === "refused") keep({ ...waiting, sending: { ...waiting.sending, refused: sent.why } });
    else {
      // The page goes on with what the server knows now, not with what it knew before.
      await queries.invalidateQueries({ queryKey: ["shipments"] });
      await queries.invalidateQueries({ queryKey: ["picking"] });
      keep(null);
    }
  }, [waiting, keep, queries]);
  useEffect(() => {
    void attempt();
    const timer = setInterval(() => void attempt(), again);
    const online = () => void attempt();
    addEventListener("online", online);
    return () => {
      clearInterval(timer);
      removeEventListener("online", online);
    };
  }, [attempt]);
  return { trying, attempt };
}

/** What is begun or waits, of all shipments; sends what waits while the page is open. */
export function useAllKept(): ReadonlyMap<string, Kept> {
  const { meta, me } = useSession();
  const queries = useQueryClient();
  const [all, setAll] = useState<ReadonlyMap<string, Kept>>(none);
  useEffect(() => {
    const look = async () => setAll(await outbox.all(meta.tenant.id, me.user.id));
    const run = async () => {
      await look();
      await sendAll(meta.tenant.id, me.user.id, async () => {
        await look();
        await queries.invalidateQueries({ queryKey: ["picking"] });
      });
    };
    void run();
    const timer = setInterval(() => void run(), again);
    const online = () => void run();
    addEventListener("online", online);
    return () => {
      clearInterval(timer);
      removeEventListener("online", online);
    };
  }, [meta.tenant.id, me.user.id, queries]);
  return all;
}

const none: ReadonlyMap<string, Kept> = new Map();
