import "@/i18n/parts/settings";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useTranslation } from "@/i18n";
import { Fetched } from "@/modules/settings/parts/Fetched";
import { Panel } from "@/modules/settings/parts/Panel";
import { type Rules, RulesForm } from "@/modules/settings/parts/RulesForm";
import { enterprise, useAsked } from "../parts/data";

const path = "signin-policy";

/** The rules by which operators sign in. */
export function SignInRules() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const query = useAsked<Rules>(path);
  return (
    <Panel first title={t("operator.people.rules")} text={t("operator.people.rulesHelp")}>
      <Fetched query={query}>
        {(rules) => (
          <RulesForm
            rules={rules}
            wanted={["optional", "everybody"]}
            save={async (draft) => {
              queries.setQueryData(["operator", path], await api<Rules>(enterprise(path), { method: "PUT", body: draft }));
              // Whoever sets the rules may be wanted to do as they say, now.
              void queries.invalidateQueries({ queryKey: ["operator"] });
            }}
          />
        )}
      </Fetched>
    </Panel>
  );
}
