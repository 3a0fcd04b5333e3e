import { QueryClient, QueryClientProvider, useInfiniteQuery } from "@tanstack/react-query";
import { renderHook } from "@testing-library/react";
import { createElement, type ReactNode, useEffect } from "react";
import { expect, it, vi } from "vitest";
import { useNextPage } from "./rows";

it("goes on to the end when what was on its way was ended by what is asked for anew", async () => {
  const queries = new QueryClient();
  let ended = false;
  const { result } = renderHook(
    () => {
      const query = useInfiniteQuery({
        queryKey: ["rows"],
        queryFn: async ({ pageParam, signal }) => {
          // As when a change is heard of the moment that the second page is asked for.
          if (pageParam === 1 && !ended) {
            ended = true;
            void queries.invalidateQueries({ queryKey: ["rows"] });
          }
          await new Promise((resolve) => setTimeout(resolve, 10));
          signal.throwIfAborted();
          return pageParam;
        },
        initialPageParam: 0,
        getNextPageParam: (last) => (last < 4 ? last + 1 : undefined),
      });
      const onEnd = useNextPage(query);
      useEffect(onEnd, [onEnd]);
      return query.data?.pages;
    },
    {
      wrapper: ({ children }: { children: ReactNode }) => createElement(QueryClientProvider, { client: queries }, children),
    },
  );
  await vi.waitFor(() => expect(result.current).toEqual([0, 1, 2, 3, 4]));
  expect(ended).toBe(true);
});
