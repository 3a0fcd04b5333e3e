import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useTranslation } from "@/i18n";
import { Fetched } from "./parts/Fetched";
import { Panel } from "./parts/Panel";
import parts from "./parts/parts.module.css";

/** What is switched on for the company by those who run the installation. */
export function Flags() {
  const { t } = useTranslation();
  const flags = useQuery({ queryKey: ["flags"], queryFn: () => api<{ on: string[] | null }>("flags") });
  return (
    <Panel first title={t("settings.parts.flags")} text={t("settings.flags.text")}>
      <Fetched query={flags}>
        {({ on }) =>
          on?.length ? (
            <ul>
              {on.map((name) => (
                <li key={name}>
                  <code>{name}</code>
                </li>
              ))}
            </ul>
          ) : (
            <div className={parts.empty}>{t("settings.flags.none")}</div>
          )
        }
      </Fetched>
    </Panel>
  );
}
