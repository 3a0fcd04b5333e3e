import { ActionIcon, Burger, Indicator, Kbd, Menu, Tooltip, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import {
  IconBell,
  IconChevronsLeft,
  IconChevronsRight,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "@/i18n";
import { Entries } from "./Entries";
import { wish } from "./palette/wish";
import classes from "./Shell.module.css";
import { signOut, useSession } from "./session";

const Explainer = lazy(() => import("./Explainer").then((m) => ({ default: m.Explainer })));
const Palette = lazy(() => import("./palette/Palette").then((m) => ({ default: m.Palette })));
const NavDrawer = lazy(() => import("./NavDrawer").then((m) => ({ default: m.NavDrawer })));
const Shortcuts = lazy(() => import("./Shortcuts").then((m) => ({ default: m.Shortcuts })));

/** The frame around every page: the bar above, the navigation beside, the palette over all. */
export function Shell() {
  const { t } = useTranslation();
  const { preferences, prefer } = useSession();
  const [drawer, { open, close }] = useDisclosure();
  const [drawn, setDrawn] = useState(false);
  const phone = useMediaQuery("(max-width: 48em)");
  const collapsed = !phone && preferences.navCollapsed;
  return (
    <div className={classes.shell} data-collapsed={collapsed || undefined}>
      <a className="skip" href="#content">
        {t("app.skip")}
      </a>
      <Bar
        onMenu={() => {
          setDrawn(true);
          open();
        }}
      />
      <nav className={classes.nav} aria-label={t("nav.label")}>
        <Entries collapsed={collapsed} />
        <Tooltip label={t(collapsed ? "nav.expand" : "nav.collapse")} position="right">
          <ActionIcon
            className={classes.fold}
            onClick={() => prefer({ navCollapsed: !collapsed })}
            aria-label={t(collapsed ? "nav.expand" : "nav.collapse")}
          >
            {collapsed ? <IconChevronsRight size={16} /> : <IconChevronsLeft size={16} />}
          </ActionIcon>
        </Tooltip>
      </nav>
      {drawn && (
        <Suspense>
          <NavDrawer opened={drawer} onClose={close} />
        </Suspense>
      )}
      <main id="content" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense>
        <Explainer />
        <Palette />
        <Shortcuts />
      </Suspense>
    </div>
  );
}

function Bar({ onMenu }: { onMenu: () => void }) {
  const { t } = useTranslation();
  const { company, unread } = useSession();
  return (
    <header className={classes.bar}>
      <Burger className={classes.burger} size="sm" onClick={onMenu} aria-label={t("nav.open")} />
      <Link to="/" className={classes.company} aria-label={`${company.name}, ${t("nav.home")}`}>
        {company.logo ? (
          <img src={company.logo} alt="" height={24} />
        ) : (
          <span className={classes.mark} data-letter={company.name.charAt(0)} />
        )}
        <span className={classes.name}>{company.name}</span>
      </Link>
      <UnstyledButton className={classes.search} onClick={() => wish(true)}>
        <IconSearch size={15} />
        <span className={classes.searchText}>{t("palette.open")}</span>
        <Kbd size="xs" className={classes.searchText}>
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <div className={classes.tools}>
        <SchemeSwitch />
        <Tooltip label={t("nav.inbox")}>
          <Indicator disabled={!unread} color="red" size={8} offset={5}>
            <ActionIcon
              component={Link}
              to="/inbox"
              aria-label={unread ? t("inbox.unread", { count: unread }) : t("nav.inbox")}
              size="lg"
            >
              <IconBell size={18} />
            </ActionIcon>
          </Indicator>
        </Tooltip>
        <Person />
      </div>
    </header>
  );
}

function SchemeSwitch() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { prefer } = useSession();
  const system = useMediaQuery("(prefers-color-scheme: dark)");
  const dark = colorScheme === "dark" || (colorScheme === "auto" && system);
  const turn = () => {
    const scheme = dark ? "light" : "dark";
    setColorScheme(scheme);
    prefer({ scheme });
  };
  return (
    <Tooltip label={t(dark ? "scheme.light" : "scheme.dark")}>
      <ActionIcon onClick={turn} aria-label={t(dark ? "scheme.light" : "scheme.dark")} size="lg">
        {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** The first letters of the first and the last name. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.charAt(0).toUpperCase() ?? "").join("");
}

function Person() {
  const { t } = useTranslation();
  const { me } = useSession();
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton aria-label={t("account.menu", { name: me.name })} className={classes.person}>
          <span className={classes.initials} data-letter={initials(me.name)} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name}
          <br />
          <bdi>{me.email}</bdi>
        </Menu.Label>
        <Menu.Item leftSection={<IconUser size={15} />} renderRoot={(props) => <Link to="/profile" {...props} />}>
          {t("account.profile")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void signOut()}>
          {t("account.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
