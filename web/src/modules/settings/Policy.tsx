import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, post } from "@/api/client";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { Fetched } from "./parts/Fetched";
import { Panel } from "./parts/Panel";
import { type Rules, RulesForm } from "./parts/RulesForm";

const key = ["signin-policy"];

export function Policy() {
  const { t } = useTranslation();
  const { may } = useSession();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: key, queryFn: () => api<Rules>("signin-policy") });
  return (
    <Panel first title={t("settings.parts.policy")} text={t("settings.policy.text")}>
      <Fetched query={query}>
        {(rules) => (
          <RulesForm
            rules={rules}
            wanted={["optional", "administrators", "everybody"]}
            fixed={!may("signin.policy.edit")}
            save={async (draft) => queries.setQueryData(key, await post<Rules>("signin-policy/set", draft))}
          />
        )}
      </Fetched>
    </Panel>
  );
}
