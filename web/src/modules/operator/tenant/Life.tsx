import { Button, Menu } from "@mantine/core";
import { IconArchive, IconDots, IconMail, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import type { Known } from "../parts/api";
import { Confirm } from "../parts/Confirm";
import { useAct } from "../parts/data";

type Verb = "suspend" | "archive";

/** What can become of a tenant: kept out and let in again, invited, ended. */
export function Life({ client }: { client: Known<"Client"> }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Verb>();
  const quick = useAct({ loud: true });
  const weighed = useAct();
  const path = `clients/${client.id}`;
  const resume = () => void quick.act(`${path}/resume`, {}, t("operator.resumed", { name: client.name }));
  const invite = () => void quick.act(`${path}/invitation`, {}, t("operator.invitationWritten", { email: client.admin_email }));
  const confirm = async (verb: Verb, reason: string) => {
    if (await weighed.act(`${path}/${verb}`, { body: { reason } }, t(`operator.${verb}Done`, { name: client.name })))
      setAsking(undefined);
  };
  const ask = (verb: Verb) => {
    weighed.clear();
    setAsking(verb);
  };
  const works = ["active", "read_only"].includes(client.status);
  const ended = ["archived", "purged"].includes(client.status);
  return (
    <>
      {works && (
        <Button variant="default" leftSection={<IconPlayerPause size={15} />} onClick={() => ask("suspend")}>
          {t("operator.suspend")}
        </Button>
      )}
      {!works && !ended && (
        <Button leftSection={<IconPlayerPlay size={15} />} loading={quick.busy} onClick={resume}>
          {t("operator.resume")}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px={8} aria-label={t("operator.moreActions")}>
            <IconDots size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconMail size={15} />} disabled={!works} onClick={invite}>
            {t("operator.invite")}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<IconArchive size={15} />} disabled={ended} onClick={() => ask("archive")}>
            {t("operator.archive")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Confirm
          opened
          danger
          reason
          typed={client.slug}
          title={t(`operator.${asking}Title`, { name: client.name })}
          verb={t(`operator.${asking}`)}
          busy={weighed.busy}
          problem={weighed.problem}
          onClose={() => setAsking(undefined)}
          onConfirm={(reason) => void confirm(asking, reason)}
        >
          {t(`operator.${asking}Means`)}
        </Confirm>
      )}
    </>
  );
}
