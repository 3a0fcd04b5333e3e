import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Page } from "@/meta/types";
import { LetterheadForm } from "./LetterheadForm";
import { Fetched } from "./parts/Fetched";
import { Panel } from "./parts/Panel";

export type Letterhead = Schemas["DocumentsLetterhead"];

/** What the company says of itself on its documents, and how the application looks for its people. */
export function Company() {
  const { t } = useTranslation();
  const { model } = useSession();
  const [chosen, setChosen] = useState<string>();
  const [made, setMade] = useState<string>();
  const heads = useQuery({
    queryKey: ["letterheads"],
    queryFn: () => api<Page<{ id: string; name: string }>>("letterheads?limit=50&fields=name"),
  });
  const fixed = !model.named("documents.letterhead")?.may_update;
  return (
    <Panel
      first
      title={t("settings.parts.company")}
      text={t("settings.company.text")}
      action={
        !fixed &&
        chosen !== "new" &&
        !!heads.data?.data.length && (
          <Button variant="default" onClick={() => setChosen("new")}>
            {t("settings.company.another")}
          </Button>
        )
      }
    >
      <Fetched query={heads}>
        {({ data }) => {
          const id = chosen ?? data[0]?.id ?? "new";
          const done = (saved: string) => {
            setMade(id === "new" ? saved : undefined);
            setChosen(saved);
          };
          return (
            <>
              {data.length > 1 && (
                <SegmentedControl
                  size="xs"
                  mb="md"
                  value={id}
                  onChange={setChosen}
                  data={data.map((one) => ({ value: one.id, label: one.name }))}
                />
              )}
              <OneHead key={id} id={id} fixed={fixed} made={made === id} onSaved={done} />
            </>
          );
        }}
      </Fetched>
    </Panel>
  );
}

interface HeadProps {
  id: string;
  fixed: boolean;
  made: boolean;
  onSaved: (id: string) => void;
}

function OneHead({ id, ...props }: HeadProps) {
  const { company } = useSession();
  const head = useQuery({
    queryKey: ["letterheads", id],
    queryFn: () => api<Letterhead>(`letterheads/${id}`),
    enabled: id !== "new",
  });
  if (id === "new") return <LetterheadForm start={{ name: company.name, country: company.country }} {...props} />;
  return <Fetched query={head}>{(data) => <LetterheadForm start={data} {...props} />}</Fetched>;
}
