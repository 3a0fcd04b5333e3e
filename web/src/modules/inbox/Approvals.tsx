import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { api, post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { useSession } from "@/app/session";
import { choice, useTranslation } from "@/i18n";
import type { Page } from "@/meta/types";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { Wrong } from "@/modules/settings/parts/Wrong";
import { instant } from "@/ui/format";
import classes from "./inbox.module.css";

type Exception = Schemas["IdentityException"];

/** Exceptions that wait for somebody's word, with what they need to decide. */
export function Approvals() {
  const { t } = useTranslation();
  const { may, model, me } = useSession();
  const id = useId();
  const { data } = useQuery({
    queryKey: ["exceptions", "requested"],
    queryFn: () => api<Page<Exception>>("exceptions?status=requested&include=user,requested_by&limit=20"),
    enabled: may("identity.exception.approve") && !!model.named("identity.exception"),
  });
  // Nobody approves what they have asked for themselves.
  const waiting = data?.data.filter((one) => one.requested_by?.id !== me.user.id) ?? [];
  if (waiting.length === 0) return null;
  return (
    <section className={classes.approvals} aria-labelledby={id}>
      <h2 id={id}>{t("inbox.approvals")}</h2>
      <ul>
        {waiting.map((one) => (
          <Approval key={one.id} exception={one} />
        ))}
      </ul>
    </section>
  );
}

function Approval({ exception }: { exception: Exception }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const saving = useSaving();
  const { data } = useQuery({
    queryKey: ["exceptions", exception.id],
    queryFn: () => api<Exception>(`exceptions/${exception.id}`),
  });
  const act = (verb: "approve" | "revoke") =>
    void saving.save(async () => {
      await post(`exceptions/${exception.id}/${verb}`);
      await queries.invalidateQueries({ queryKey: ["exceptions"] });
    });
  return (
    <li className={classes.approval}>
      <div>
        <div>
          {t("inbox.asks", { who: exception.user?.title ?? "" })} <code dir="ltr">{exception.permission}</code>{" "}
          <span className="muted">
            {choice(exception.reach)}
            {exception.expires && ` · ${t("inbox.until", { at: instant(exception.expires) })}`}
          </span>
        </div>
        {data?.reason && <blockquote>{data.reason}</blockquote>}
        {saving.problem && <Wrong problem={saving.problem} />}
      </div>
      <Button loading={saving.busy} onClick={() => act("approve")}>
        {t("home.approve")}
      </Button>
      <Button variant="default" disabled={saving.busy} onClick={() => act("revoke")}>
        {t("home.refuse")}
      </Button>
    </li>
  );
}
