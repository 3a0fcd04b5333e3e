import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconKey, IconLanguage, IconLogout, IconMoon, IconSun, IconUserCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { signOut } from "@/app/session";
import { currentLanguage, type Language, languages, speak, useTranslation } from "@/i18n";
import type { Known } from "./api";
import { useAsked } from "./data";
import classes from "./parts.module.css";

/** How the console looks and speaks, and the way out. */
export function Account() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const me = useAsked<Known<"Operator">>("me").data;
  const schemes = [
    ["light", IconSun],
    ["dark", IconMoon],
    ["auto", IconDeviceDesktop],
  ] as const;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton
          className={classes.account}
          aria-label={me ? t("account.menu", { name: me.name }) : t("operator.account")}
        >
          <IconUserCircle size={20} />
          {me && <bdi>{me.name}</bdi>}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {me && (
          <Menu.Label>
            {me.name}
            <br />
            <bdi>{me.email}</bdi>
          </Menu.Label>
        )}
        <Menu.Item leftSection={<IconKey size={15} />} renderRoot={(props) => <Link to="/operator/security" {...props} />}>
          {t("operator.nav.security")}
        </Menu.Item>
        <Menu.Label>{t("operator.look")}</Menu.Label>
        {schemes.map(([scheme, Icon]) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={15} />}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            fw={colorScheme === scheme ? 600 : undefined}
            onClick={() => setColorScheme(scheme)}
          >
            {t(`operator.scheme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t("operator.language")}</Menu.Label>
        {(Object.keys(languages) as Language[]).map((language) => (
          <Menu.Item
            key={language}
            leftSection={<IconLanguage size={15} />}
            role="menuitemradio"
            aria-checked={currentLanguage() === language}
            fw={currentLanguage() === language ? 600 : undefined}
            onClick={() => void speak(language)}
          >
            <span lang={language}>{languages[language]}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void signOut(false, "/signin?operator=1")}>
          {t("account.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
