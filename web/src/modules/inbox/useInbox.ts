import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { api, post } from "@/api/client";
import { type Start, startKey, useSession } from "@/app/session";
import type { Group, Item } from "./group";

interface Answer {
  data: Item[];
  unread: number;
  next: string | null;
}

/** What is new for somebody, and what they do about it; the count in the frame follows. */
export function useInbox(unreadOnly: boolean, kind: string | undefined) {
  const queries = useQueryClient();
  const { unread } = useSession();
  const count = (now: number) => queries.setQueryData<Start>(startKey, (old) => old && { ...old, unread: now });
  const query = useInfiniteQuery({
    queryKey: ["inbox", unreadOnly, kind ?? ""],
    queryFn: async ({ pageParam, signal }) => {
      const ask = new URLSearchParams();
      if (unreadOnly) ask.set("unread", "true");
      if (kind) ask.set("kind", kind);
      if (pageParam) ask.set("before", pageParam);
      const answer = await api<Answer>(`inbox?${ask}`, { signal });
      count(answer.unread);
      return answer;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const read = async (group: Group) => {
    if (group.unread.length === 0) return;
    const answer = await post<{ unread: number }>("inbox/read", { notifications: group.unread.map((item) => item.id) });
    count(answer.unread);
    await queries.invalidateQueries({ queryKey: ["inbox"] });
  };
  const readAll = async () => {
    const answer = await post<{ unread: number }>("inbox/read-all");
    count(answer.unread);
    await queries.invalidateQueries({ queryKey: ["inbox"] });
  };
  return { query, unread, read: (group: Group) => void read(group), readAll: () => void readAll() };
}
