import { Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { useSession } from "@/app/session";
import { currentLanguage, languages, useTranslation } from "@/i18n";
import type { Page } from "@/meta/types";
import { Fetched } from "./parts/Fetched";
import { Panel } from "./parts/Panel";
import { TemplateEditor } from "./TemplateEditor";

export type Template = Schemas["CommunicationsTemplate"];

/** A letter to look at, with made-up values. */
export interface Preview {
  language: string;
  subject: string;
  text: string;
  html: string;
  /** What a template of the kind may hold. */
  fields: string[];
  built_in: boolean;
}

/** What letters say, by kind and language. */
export function Templates() {
  const { t } = useTranslation();
  const { model } = useSession();
  const kinds = model.named("communications.template")?.fields.find((field) => field.name === "kind")?.choices ?? [];
  const [kind, setKind] = useState(kinds[0] ?? "");
  const [language, setLanguage] = useState<string>(currentLanguage());
  return (
    <Panel first title={t("settings.parts.templates")} text={t("settings.templates.text")}>
      <Group mb="md" gap="sm">
        <Select
          label={t("settings.templates.kind")}
          w={260}
          data={kinds.map((value) => ({ value, label: t(`settings.kinds.${value}`) }))}
          value={kind}
          onChange={(value) => value && setKind(value)}
          allowDeselect={false}
        />
        <Select
          label={t("door.language")}
          w={150}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          value={language}
          onChange={(value) => value && setLanguage(value)}
          allowDeselect={false}
        />
      </Group>
      {kind && <OneTemplate key={`${kind} ${language}`} kind={kind} language={language} />}
    </Panel>
  );
}

function OneTemplate({ kind, language }: { kind: string; language: string }) {
  const found = useQuery({
    queryKey: ["templates", kind, language],
    queryFn: async () => {
      const [list, preview] = await Promise.all([
        api<Page<Template>>(`templates?kind=${kind}&language=${language}&limit=1`),
        post<Preview>("templates/preview", { kind, language }),
      ]);
      const [first] = list.data;
      // Lists leave out long texts.
      const own = first && (await api<Template>(`templates/${first.id}`));
      return { own, preview };
    },
  });
  return (
    <Fetched query={found}>
      {({ own, preview }) => (
        <TemplateEditor key={own?.version ?? 0} kind={kind} language={language} own={own} preview={preview} />
      )}
    </Fetched>
  );
}
