import { Tabs } from "@mantine/core";
import { useTranslation } from "@/i18n";
import { useFilters } from "./parts/data";
import { Page } from "./parts/Page";
import { Operators } from "./people/Operators";
import { Providers } from "./people/Providers";
import { SuperAdmins } from "./people/SuperAdmins";

/** Who runs the installation, who looks after tenants, and by what they sign in. */
export function People() {
  const { t } = useTranslation();
  const [{ tab = "operators" }, change] = useFilters("tab");
  return (
    <Page title={t("operator.nav.people")}>
      <Tabs value={tab} onChange={(next) => change({ tab: next && next !== "operators" ? next : "" })}>
        <Tabs.List>
          {["operators", "superAdmins", "providers"].map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`operator.people.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="operators" pt="sm">
          <Operators />
        </Tabs.Panel>
        <Tabs.Panel value="superAdmins" pt="sm">
          <SuperAdmins />
        </Tabs.Panel>
        <Tabs.Panel value="providers" pt="sm">
          <Providers />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
