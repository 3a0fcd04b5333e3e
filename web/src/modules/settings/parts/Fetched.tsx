import { Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProblemPanel } from "@/app/errors";

/** Shows what was asked for as soon as it is there, or what came in its way. */
export function Fetched<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ProblemPanel error={query.error} retry={() => void query.refetch()} />;
  return <Skeleton height={72} />;
}
