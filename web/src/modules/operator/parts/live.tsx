import { Switch } from "@mantine/core";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { useTranslation } from "@/i18n";

interface Live {
  live: boolean;
  setLive: (live: boolean) => void;
}

const Context = createContext<Live>({ live: true, setLive: () => {} });

/** Whether figures that move are followed, for the whole console. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [live, setLive] = useState(true);
  const value = useMemo(() => ({ live, setLive }), [live]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useLive(): Live {
  return useContext(Context);
}

/** Lets somebody hold the figures while they read them. */
export function LiveSwitch() {
  const { t } = useTranslation();
  const { live, setLive } = useLive();
  return <Switch checked={live} onChange={(e) => setLive(e.currentTarget.checked)} label={t("operator.live")} />;
}
