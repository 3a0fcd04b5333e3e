import "@/i18n/parts/crm";
import { Alert, Button, Group, Modal, Radio, Skeleton, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import type { Problem } from "@/api/problem";
import { useSession } from "@/app/session";
import { choice, label, useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Page, Reference, Row } from "@/meta/types";
import type { DeedDialogProps } from "@/modules/dialogs";
import classes from "./Pipeline.module.css";
import { likePaths, madeOf } from "./pipeline";

/** Shows what becomes of a lead, and the clients that it may be already, before it becomes one. */
export function ConvertDialog({ entity, record, name, onClose, onRun }: DeedDialogProps) {
  const { t } = useTranslation();
  const done = useDone();
  const [client, setClient] = useState("");
  const [problem, setProblem] = useState<Problem | undefined>();
  const [busy, setBusy] = useState(false);
  // Lists leave out where a lead lives.
  const { data: lead } = useQuery({
    queryKey: [entity.plural, record.id, "convert", record.version],
    queryFn: ({ signal }) => api<Row>(`${entity.plural}/${record.id}`, { signal }),
  });
  const likes = useLikes(lead);
  const convert = async () => {
    setBusy(true);
    setProblem(await onRun(client ? { client } : {}, done));
    setBusy(false);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`${name}: ${titleOf(entity, record)}`}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void convert();
        }}
      >
        <Stack gap="sm">
          {!lead && <Skeleton h={90} />}
          {lead && likes.length > 0 && <Likes likes={likes} value={client} onChange={setClient} />}
          {lead && <Becomes lead={lead} joined={likes.find((one) => one.id === client)} />}
          <Text size="sm" className="muted">
            {t("crm.convert.final")}
          </Text>
          {problem && (
            <Alert color="red" variant="light" role="alert">
              {problem.errors[0]?.message ?? problem.message}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("app.cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={!lead} data-autofocus>
              {t(client ? "crm.convert.join" : "crm.convert.make")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Clients that may be the same as a lead; none until it is known. */
function useLikes(lead: Row | undefined): Row[] {
  const { model } = useSession();
  const paths = lead ? likePaths(model, lead) : [];
  const { data } = useQuery({
    queryKey: ["clients", "like", ...paths],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(paths.map((path) => api<Page>(path, { signal })));
      const found = new Map(pages.flatMap((page) => page.data.map((row) => [row.id, row] as const)));
      return [...found.values()].slice(0, 5);
    },
    enabled: paths.length > 0,
  });
  return data ?? [];
}

interface LikesProps {
  likes: Row[];
  value: string;
  onChange: (id: string) => void;
}

function Likes({ likes, value, onChange }: LikesProps) {
  const { t } = useTranslation();
  return (
    <Alert color="orange" variant="light" icon={<IconAlertTriangle />} title={t("crm.convert.likes", { count: likes.length })}>
      <Radio.Group value={value} onChange={onChange} aria-label={t("crm.convert.which")}>
        <Stack gap={8} mt={4}>
          <Radio size="xs" value="" label={t("crm.convert.new")} />
          {likes.map((one) => (
            <Radio
              key={one.id}
              size="xs"
              value={one.id}
              label={t("crm.convert.existing", { name: String(one.name) })}
              description={[one.number, one.email, one.country].filter(Boolean).join(" · ")}
            />
          ))}
        </Stack>
      </Radio.Group>
    </Alert>
  );
}

/** What is made: a client, or nothing but what an existing one does not know yet. */
function Becomes({ lead, joined }: { lead: Row; joined: Row | undefined }) {
  const { t } = useTranslation();
  const { model } = useSession();
  const made = madeOf(lead);
  const nameOfEntity = (of: string) => label(model.named(of)?.label ?? "");
  const lines: [string, string][] = [
    [
      nameOfEntity("crm.client"),
      joined
        ? t("crm.convert.joins", { name: String(joined.name) })
        : [made.client.name, choice(made.client.kind), lead.email, lead.phone, lead.country, lead.currency]
            .filter(Boolean)
            .join(" · "),
    ],
  ];
  const unless = (text: string) => (joined ? t("crm.convert.unless", { what: text }) : text);
  if (made.contact) {
    const { first, last } = made.contact;
    lines.push([nameOfEntity("crm.contact"), unless([first, last].filter(Boolean).join(" "))]);
  }
  if (made.address) lines.push([nameOfEntity("crm.address"), unless(made.address)]);
  return (
    <section aria-label={t("crm.convert.becomes")}>
      <Text size="sm" fw={600} mb={6}>
        {t("crm.convert.becomes")}
      </Text>
      <dl className={classes.made}>
        {lines.map(([what, text]) => [
          <dt key={`${what} what`}>{what}</dt>,
          <dd key={what}>
            <bdi>{text}</bdi>
          </dd>,
        ])}
      </dl>
    </section>
  );
}

/** Leads on to the client that a lead has become, and offers what comes next. */
function useDone(): (lead: Row) => void {
  const { t } = useTranslation();
  const { model } = useSession();
  const navigate = useNavigate();
  return (lead) => {
    const client = (lead.client as Reference | null)?.id;
    const clients = model.named("crm.client");
    if (!client || !clients) return;
    void navigate({ to: "/$plural/$id", params: { plural: clients.plural, id: client }, search: {} });
    const quotes = model.named("sales.quote");
    notifications.show({
      color: "green",
      title: t("crm.convert.done"),
      autoClose: 12_000,
      message: quotes?.may_create && (
        <Link to="/$plural/new" params={{ plural: quotes.plural }} search={{ client }}>
          {t("crm.convert.quote")}
        </Link>
      ),
    });
  };
}
