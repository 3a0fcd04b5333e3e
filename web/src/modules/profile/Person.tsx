import { TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api, post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { startKey, useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { Foot } from "@/modules/settings/parts/Foot";
import { Panel } from "@/modules/settings/parts/Panel";
import parts from "@/modules/settings/parts/parts.module.css";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { ChangeEmail } from "./ChangeEmail";

/** Who somebody is: name, what they do, where they are reached. */
export function Person() {
  const { t } = useTranslation();
  const { me } = useSession();
  const queries = useQueryClient();
  const saving = useSaving();
  // Not everybody may read the list of users, oneself included: then only the name is known.
  const user = useQuery({
    queryKey: ["users", me.user.id],
    queryFn: () => api<Schemas["IdentityUser"]>(`users/${me.user.id}`),
    retry: false,
  });
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = { name: data.get("name"), ...(user.data && { job_title: data.get("job_title"), phone: data.get("phone") }) };
    void saving.save(async () => {
      await post("me/update", body);
      await Promise.all([queries.invalidateQueries({ queryKey: startKey }), queries.invalidateQueries({ queryKey: ["users"] })]);
    });
  };
  return (
    <>
      <Panel first title={t("profile.sections.person")} text={t("profile.person.text")}>
        <form className={parts.form} onSubmit={save} key={user.data?.version}>
          <TextInput
            name="name"
            label={t("profile.person.name")}
            defaultValue={me.name}
            autoComplete="name"
            required
            maxLength={200}
            error={saving.problem?.at("/name")}
          />
          <TextInput
            name="job_title"
            label={t("profile.person.job")}
            defaultValue={user.data?.job_title}
            autoComplete="organization-title"
            disabled={!user.data}
          />
          <TextInput
            name="phone"
            type="tel"
            label={t("profile.person.phone")}
            defaultValue={user.data?.phone}
            autoComplete="tel"
            disabled={!user.data}
            error={saving.problem?.at("/phone")}
            dir="ltr"
          />
          <Foot saving={saving} beside={["/name", "/phone"]} />
        </form>
      </Panel>
      <ChangeEmail />
      <Panel title={t("profile.person.roles")} text={me.roles.join(", ")} />
    </>
  );
}
