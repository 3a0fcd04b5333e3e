import { Tabs } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "@/i18n";
import { useFilters } from "./parts/data";
import { Coming, Page } from "./parts/Page";
import { Operators } from "./people/Operators";
import { Providers } from "./people/Providers";
import { SuperAdmins } from "./people/SuperAdmins";

const SignInRules = lazy(() => import("./people/SignInRules").then((m) => ({ default: m.SignInRules })));

/** Who runs the installation, who looks after tenants, by what they sign in, and by which rules. */
export function People() {
  const { t } = useTranslation();
  const [{ tab = "operators" }, change] = useFilters("tab");
  return (
    <Page title={t("operator.nav.people")}>
      <Tabs value={tab} onChange={(next) => change({ tab: next && next !== "operators" ? next : "" })}>
        <Tabs.List>
          {["operators", "superAdmins", "providers", "rules"].map((one) => (
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
        <Tabs.Panel value="rules" pt="sm">
          {tab === "rules" && (
            <Suspense fallback={<Coming />}>
              <SignInRules />
            </Suspense>
          )}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
