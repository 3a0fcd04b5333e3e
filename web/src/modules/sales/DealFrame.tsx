import "@/i18n/parts/deal";
import type { FrameProps } from "@/pages/record/RecordView";
import { Related } from "@/pages/record/Related";
import { Supply } from "./Supply";
import { Versions } from "./Versions";

/** What stands around the fields of a quote or an order: its versions, and whether it can be kept. */
export function DealFrame({ entity, work, later, children }: FrameProps) {
  const { record } = work;
  return (
    <>
      {entity.name === "sales.quote" && <Versions entity={entity} record={record} />}
      {children}
      {later && <Supply record={record} />}
      {later && <Related entity={entity} id={record.id} />}
    </>
  );
}
