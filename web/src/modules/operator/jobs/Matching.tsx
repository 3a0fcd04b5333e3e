import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import type { Search } from "@/app/search";
import { useTranslation } from "@/i18n";
import type { Known } from "../parts/api";
import { Confirm } from "../parts/Confirm";
import { useAct } from "../parts/data";

const verbs = ["retry", "cancel", "pause", "resume"] as const;
type Verb = (typeof verbs)[number];

/** Does something to all jobs that match the filters, on the server, after telling how many they are. */
export function Matching({ filters }: { filters: Search }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<{ verb: Verb; count: number }>();
  const counting = useAct({ loud: true });
  const doing = useAct();
  const body = Object.keys(filters).length > 0 ? filters : { all: true };
  const ask = async (verb: Verb) => {
    const counted = await counting.act<Known<"CountOfJobs">>(`jobs/${verb}`, { body: { ...body, dry_run: true } });
    if (counted) setAsking({ verb, count: counted.answer.count });
  };
  const confirm = async (verb: Verb) => {
    const done = (answer: Known<"CountOfJobs">) => t(`operator.jobs.${verb}Done`, { count: answer.count });
    if (await doing.act<Known<"CountOfJobs">>(`jobs/${verb}`, { body }, done)) setAsking(undefined);
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />} loading={counting.busy}>
            {t("operator.jobs.matching")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {verbs.map((verb) => (
            <Menu.Item key={verb} color={verb === "cancel" ? "red" : undefined} onClick={() => void ask(verb)}>
              {t(`operator.jobs.${verb}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Confirm
          opened
          danger={asking.verb === "cancel"}
          typed={asking.verb === "cancel" && asking.count > 0 ? String(asking.count) : undefined}
          title={t(`operator.jobs.${asking.verb}Title`, { count: asking.count })}
          verb={t(`operator.jobs.${asking.verb}`)}
          busy={doing.busy}
          problem={doing.problem}
          onClose={() => setAsking(undefined)}
          onConfirm={() => void confirm(asking.verb)}
        >
          {t(`operator.jobs.${asking.verb}Means`)}
        </Confirm>
      )}
    </>
  );
}
