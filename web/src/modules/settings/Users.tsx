import { ActionIcon, Button, Menu, Modal, TextInput } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { api, post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { useSession } from "@/app/session";
import { choice, useTranslation } from "@/i18n";
import type { Page } from "@/meta/types";
import table from "@/ui/Table.module.css";
import { Explain } from "./Explain";
import { Invite } from "./Invite";
import { Fetched } from "./parts/Fetched";
import { Panel } from "./parts/Panel";
import parts from "./parts/parts.module.css";
import { useSaving } from "./parts/useSaving";
import { Wrong } from "./parts/Wrong";
import { UserRoles } from "./UserRoles";
import { useRoles } from "./useRoles";

export type User = Schemas["IdentityUser"];

type Open = { what: "invite" } | { what: "roles" | "explain"; user: User };

/** The people of the company. */
export function Users() {
  const { t } = useTranslation();
  const { may, model } = useSession();
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const [open, setOpen] = useState<Open>();
  const saving = useSaving();
  const queries = useQueryClient();
  const users = useQuery({
    queryKey: ["users", "settings", q],
    queryFn: () => api<Page<User>>(`users?limit=100&sort=name&include=department${q ? `&q=${encodeURIComponent(q)}` : ""}`),
    placeholderData: keepPreviousData,
  });
  const act = (user: User, verb: "block" | "unblock" | "invitation") =>
    void saving.save(async () => {
      await post(`users/${user.id}/${verb}`, {}, { version: user.version });
      await queries.invalidateQueries({ queryKey: ["users"] });
    });
  const close = () => setOpen(undefined);
  return (
    <Panel
      first
      title={t("settings.parts.users")}
      text={t("settings.users.text")}
      action={
        may("identity.user.edit") &&
        model.named("identity.user")?.may_create && (
          <Button onClick={() => setOpen({ what: "invite" })}>{t("settings.users.invite")}</Button>
        )
      }
    >
      <TextInput
        type="search"
        aria-label={t("settings.users.search")}
        placeholder={t("settings.users.search")}
        value={typed}
        onChange={(e) => setTyped(e.currentTarget.value)}
        maw={280}
        mb="xs"
      />
      {saving.problem && <Wrong problem={saving.problem} />}
      <span className={parts.state} role="status">
        {saving.saved ? t("settings.saved") : ""}
      </span>
      <Fetched query={users}>
        {({ data }) => (
          <table className={table.table}>
            <tbody>
              {data.map((user) => (
                <UserRow key={user.id} user={user} onOpen={setOpen} onAct={act} />
              ))}
            </tbody>
          </table>
        )}
      </Fetched>
      <Modal
        opened={!!open}
        onClose={close}
        title={open && t(`settings.users.${open.what}`)}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        {open?.what === "invite" && <Invite onDone={close} />}
        {open?.what === "roles" && <UserRoles user={open.user} onDone={close} />}
        {open?.what === "explain" && <Explain user={open.user} />}
      </Modal>
    </Panel>
  );
}

interface RowProps {
  user: User;
  onOpen: (open: Open) => void;
  onAct: (user: User, verb: "block" | "unblock" | "invitation") => void;
}

function UserRow({ user, onOpen, onAct }: RowProps) {
  const { t } = useTranslation();
  const { may, me } = useSession();
  const roles = useRoles();
  const titles = user.roles.map((id) => roles.data?.find((role) => role.id === id)?.title).filter(Boolean);
  const edits = may("identity.user.edit");
  return (
    <tr>
      <td>
        <Link to="/$plural/$id" params={{ plural: "users", id: user.id }} className={parts.name}>
          {user.name}
        </Link>{" "}
        {user.status !== "active" && (
          <span className={parts.tag} data-tone="red">
            {choice(user.status)}
          </span>
        )}
        <div className={parts.sub}>
          <bdi>{user.email}</bdi>
        </div>
      </td>
      <td>
        {user.job_title}
        <div className={parts.sub}>{user.department?.title}</div>
      </td>
      <td>{titles.join(", ")}</td>
      <td className={parts.actions}>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t("settings.users.actions", { name: user.name })}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {edits && user.status === "active" && (
              <Menu.Item onClick={() => onAct(user, "invitation")}>{t("settings.users.inviteAgain")}</Menu.Item>
            )}
            {edits && <Menu.Item onClick={() => onOpen({ what: "roles", user })}>{t("settings.users.roles")}</Menu.Item>}
            <Menu.Item onClick={() => onOpen({ what: "explain", user })}>{t("settings.users.explain")}</Menu.Item>
            {may("identity.user.block") && user.id !== me.user.id && user.status === "active" && (
              <Menu.Item color="red" onClick={() => onAct(user, "block")}>
                {t("settings.users.block")}
              </Menu.Item>
            )}
            {may("identity.user.block") && user.status === "blocked" && (
              <Menu.Item onClick={() => onAct(user, "unblock")}>{t("settings.users.unblock")}</Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}
