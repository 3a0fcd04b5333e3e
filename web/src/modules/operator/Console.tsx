import { Burger, Button, Center, Drawer, Loader } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Notifications } from "@mantine/notifications";
import { IconShieldLock } from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { asProblem } from "@/api/problem";
import { Message, ProblemPanel } from "@/app/errors";
import { useDress } from "@/app/Look";
import { Offline } from "@/app/Offline";
import { signOut } from "@/app/session";
import { useTranslation } from "@/i18n";
import classes from "./Console.module.css";
import { Account } from "./parts/Account";
import type { Known } from "./parts/api";
import { useAsked } from "./parts/data";
import { LiveProvider } from "./parts/live";
import { places } from "./places";

/** The frame of the operator's console: for those who run the installation, and dressed like no company. */
export function Console() {
  const dress = useDress();
  useEffect(() => {
    dress({ operator: true });
    return () => dress({});
  }, [dress]);
  return (
    <LiveProvider>
      <Admitted />
    </LiveProvider>
  );
}

/** Whoever may see alerts is an operator; how many there are stands in the navigation. */
function Admitted() {
  const { t } = useTranslation();
  const alerts = useAsked<Known<"AlertPage">>("alerts", { every: 15_000 });
  // It may be wanted of somebody who is here already.
  if (alerts.error && asProblem(alerts.error).slug === "second-factor-needed") return <ToEnrol />;
  if (alerts.data) return <Frame firing={alerts.data.data.filter((one) => one.state === "firing").length} />;
  if (!alerts.error) {
    return (
      <Center h="100%">
        <Loader size="sm" aria-label={t("operator.title")} />
      </Center>
    );
  }
  const { status } = asProblem(alerts.error);
  if (status === 401) return <ToTheDoor />;
  if (status === 403) {
    return (
      <main>
        <Message title={t("operator.only")} action={<Button onClick={toTheDoor}>{t("operator.signIn")}</Button>}>
          {t("operator.onlyHelp")}
        </Message>
      </main>
    );
  }
  if (status === 0) return <Offline retry={() => void alerts.refetch()} />;
  return <ProblemPanel error={alerts.error} retry={() => void alerts.refetch()} />;
}

/** Where operators sign in, and come back from. */
function door(): string {
  return `/signin?operator=1&next=${encodeURIComponent(location.pathname + location.search)}`;
}

function toTheDoor(): void {
  location.assign(door());
}

function ToTheDoor() {
  useEffect(toTheDoor, []);
  return null;
}

/** Leads whoever must set up a second factor to the door, where they sign in once more and are asked for it. */
function ToEnrol() {
  useEffect(() => void signOut(false, door()), []);
  return null;
}

function Frame({ firing }: { firing: number }) {
  const { t } = useTranslation();
  const [drawer, { open, close }] = useDisclosure();
  return (
    <div className={classes.frame}>
      <a className="skip" href="#content">
        {t("app.skip")}
      </a>
      <Notifications position="bottom-right" limit={4} />
      <header className={classes.bar}>
        <Burger className={classes.burger} size="sm" color="currentColor" onClick={open} aria-label={t("nav.open")} />
        <IconShieldLock size={18} aria-hidden="true" />
        <Link to="/operator" className={classes.brand}>
          {t("operator.title")}
        </Link>
        <span className={classes.banner}>{t("operator.banner")}</span>
        <Account />
      </header>
      <nav className={classes.nav} aria-label={t("nav.label")}>
        <Places firing={firing} />
      </nav>
      <Drawer
        opened={drawer}
        onClose={close}
        size={280}
        title={t("nav.label")}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        <Places firing={firing} onGo={close} />
      </Drawer>
      <main id="content" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

function Places({ firing, onGo }: { firing: number; onGo?: () => void }) {
  const { t } = useTranslation();
  return places.map((group) => (
    <div key={group.key} role="group" aria-label={group.key ? t(`operator.nav.${group.key}`) : undefined}>
      {group.key && <div className={classes.group}>{t(`operator.nav.${group.key}`)}</div>}
      {group.places.map((place) => (
        <Link
          key={place.to}
          to={place.to}
          className={classes.entry}
          activeOptions={{ exact: place.to === "/operator", includeSearch: false }}
          activeProps={{ "data-active": true }}
          onClick={onGo}
        >
          <place.icon size={17} stroke={1.7} />
          <span className={classes.name}>{t(`operator.nav.${place.key}`)}</span>
          {place.key === "alerts" && firing > 0 && (
            <span className={classes.count}>
              {firing} <span className="visually-hidden">{t("operator.state.firing")}</span>
            </span>
          )}
        </Link>
      ))}
    </div>
  ));
}
