import "@/i18n/parts/door";
import { Modal } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { onExpiry } from "@/api/client";
import { Problem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { SignInForm } from "@/modules/door/SignInForm";
import { useSession } from "./session";

/** Lets somebody whose session has ended sign in again over the page, so that what they typed stays. */
export function Renewal() {
  const { t } = useTranslation();
  const { me, meta } = useSession();
  const [open, setOpen] = useState(false);
  const waiting = useRef<{ resolve: () => void; reject: (reason: unknown) => void }[]>([]);
  useEffect(() => {
    onExpiry(() => {
      setOpen(true);
      return new Promise((resolve, reject) => waiting.current.push({ resolve, reject }));
    });
    return () => onExpiry(undefined);
  }, []);
  const end = (settle: (one: { resolve: () => void; reject: (reason: unknown) => void }) => void) => {
    setOpen(false);
    for (const one of waiting.current.splice(0)) settle(one);
  };
  return (
    <Modal
      opened={open}
      onClose={() => end((one) => one.reject(new Problem({ type: "unauthenticated", title: t("renewal.title") }, 401)))}
      title={t("renewal.title")}
    >
      <p className="muted">{t("renewal.text")}</p>
      <SignInForm tenant={meta.tenant.slug} email={me.email} onSignedIn={() => end((one) => one.resolve())} />
    </Modal>
  );
}
