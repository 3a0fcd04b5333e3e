import { lazy, Suspense } from "react";
import { useTranslation } from "@/i18n";
import { Coming, Page } from "./parts/Page";

const Own = lazy(() => import("./people/OwnSecurity").then((m) => ({ default: m.OwnSecurity })));

/** How the operator who is here signs in. */
export function Security() {
  const { t } = useTranslation();
  return (
    <Page title={t("operator.nav.security")}>
      <Suspense fallback={<Coming />}>
        <Own />
      </Suspense>
    </Page>
  );
}
