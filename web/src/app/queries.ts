import { QueryClient } from "@tanstack/react-query";
import { fresh } from "@/api/position";
import { asProblem } from "@/api/problem";

/** What was asked of the API, kept while it is looked at. Hints of changes make it stale. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: fresh,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      // What the server refused it refuses again; a connection may come back.
      retry: (count, error) => asProblem(error).status === 0 && count < 3,
    },
  },
});
