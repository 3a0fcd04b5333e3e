import { SegmentedControl, Select, Switch, useMantineColorScheme } from "@mantine/core";
import { type Preferences, useSession } from "@/app/session";
import { currentLanguage, type Language, languages, speak, useTranslation } from "@/i18n";
import { Panel } from "@/modules/settings/parts/Panel";
import parts from "@/modules/settings/parts/parts.module.css";
import { currentLocale, day, decimal, instant, money } from "@/ui/format";
import table from "@/ui/Table.module.css";
import classes from "./profile.module.css";

/** Language, colours, density and keys: what is changed here counts at once. */
export function Appearance() {
  const { t } = useTranslation();
  const { preferences, prefer, company } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const options = (names: string[], part: string) => names.map((value) => ({ value, label: t(`${part}.${value}`) }));
  const speakIn = (language: string | null) => {
    if (!language) return;
    prefer({ language });
    void speak(language as Language, company.time_zone);
  };
  const dress = (scheme: string) => {
    setColorScheme(scheme as "light" | "dark" | "auto");
    prefer({ scheme: scheme as Preferences["scheme"] });
  };
  return (
    <>
      <Panel first title={t("profile.sections.appearance")} text={t("profile.appearance.text")}>
        <div className={classes.rows}>
          <span id="p-language">{t("door.language")}</span>
          <Select
            aria-labelledby="p-language"
            data={Object.entries(languages).map(([value, text]) => ({ value, label: text }))}
            value={currentLanguage()}
            onChange={speakIn}
            allowDeselect={false}
          />
          <span id="p-scheme">{t("profile.appearance.scheme")}</span>
          <SegmentedControl
            aria-labelledby="p-scheme"
            size="xs"
            data={options(["light", "dark", "auto"], "scheme")}
            value={colorScheme}
            onChange={dress}
          />
          <span id="p-density">{t("profile.appearance.density")}</span>
          <SegmentedControl
            aria-labelledby="p-density"
            size="xs"
            data={options(["compact", "comfortable"], "profile.appearance")}
            value={preferences.density ?? "compact"}
            onChange={(density) => prefer({ density: density as Preferences["density"] })}
          />
          <span id="p-keys">{t("profile.appearance.shortcuts")}</span>
          <Switch
            aria-labelledby="p-keys"
            description={t("profile.appearance.shortcutsHelp")}
            checked={preferences.shortcuts !== false}
            onChange={(e) => prefer({ shortcuts: e.currentTarget.checked })}
          />
        </div>
      </Panel>
      <Panel title={t("profile.appearance.preview")} text={t("profile.appearance.previewText")}>
        <table className={table.table}>
          <tbody>
            {[
              ["number", decimal("1234567.89")],
              ["money", money({ amount: "1234.50", currency: company.currency || "EUR" })],
              ["day", day(new Date().toISOString().slice(0, 10))],
              ["instant", instant(new Date().toISOString())],
              ["zone", company.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone],
              ["locale", currentLocale()],
            ].map(([key, value]) => (
              <tr key={key}>
                <td className={parts.sub}>{t(`profile.appearance.${key}`)}</td>
                <td>
                  <bdi>{value}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </>
  );
}
