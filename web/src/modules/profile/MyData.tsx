import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { post } from "@/api/client";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { Panel } from "@/modules/settings/parts/Panel";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { Wrong } from "@/modules/settings/parts/Wrong";

/** What is kept about somebody, to take along. */
export function MyData() {
  const { t } = useTranslation();
  const { me, may, model } = useSession();
  const saving = useSaving();
  const action = model.named("identity.user")?.actions?.find((one) => one.path === "personal-data");
  const allowed = !!action && may(action.need);
  const save = () =>
    void saving.save(async () => {
      const answer = await post<{ data: unknown }>(`users/${me.user.id}/personal-data`);
      download("my-data.json", JSON.stringify(answer.data, null, 2));
    });
  return (
    <Panel
      first
      title={t("profile.sections.data")}
      text={t(allowed ? "profile.data.text" : "profile.data.ask")}
      action={
        allowed && (
          <Button variant="default" leftSection={<IconDownload size={14} />} loading={saving.busy} onClick={save}>
            {t("profile.data.save")}
          </Button>
        )
      }
    >
      {saving.problem && <Wrong problem={saving.problem} />}
    </Panel>
  );
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
