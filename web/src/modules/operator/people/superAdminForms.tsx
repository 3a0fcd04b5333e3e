import { Button, Checkbox, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { asProblem } from "@/api/problem";
import { ProblemPanel } from "@/app/errors";
import { label, useTranslation } from "@/i18n";
import type { Known } from "../parts/api";
import { useAct, useAsked } from "../parts/data";
import { Secret } from "../parts/Secret";
import { TenantChoice } from "../parts/TenantChoice";

interface FormProps {
  busy: boolean;
  problem: unknown;
  verb: string;
  disabled?: boolean;
  onSubmit: (typed: Record<string, string>) => void;
  children: ReactNode;
}

/** A small form with one button, and what is wrong with it. */
function Form({ busy, problem, verb, disabled, onSubmit, children }: FormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(Object.fromEntries([...new FormData(event.currentTarget)].map(([key, value]) => [key, String(value)])));
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {children}
        {problem !== undefined && <ProblemPanel error={asProblem(problem)} />}
        <Button type="submit" loading={busy} disabled={disabled}>
          {verb}
        </Button>
      </Stack>
    </form>
  );
}

/** Adds somebody who looks after nobody yet. */
export function AddSuperAdmin({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { act, busy, problem } = useAct();
  const add = async (body: Record<string, string>) => {
    if (await act("super-admins", { body }, t("operator.saved"))) onClose();
  };
  return (
    <Form busy={busy} problem={problem} verb={t("operator.people.add")} onSubmit={(typed) => void add(typed)}>
      <TextInput name="name" label={t("operator.col.name")} required data-autofocus />
      <TextInput name="email" type="email" label={t("operator.col.email")} dir="ltr" required />
    </Form>
  );
}

/** Has a super admin look after a tenant, with the modules that are named. */
export function Assign({ admin, onClose }: { admin: Known<"SuperAdmin">; onClose: () => void }) {
  const { t } = useTranslation();
  const known = useAsked<Known<"ModulePage">>("modules");
  const { act, busy, problem } = useAct();
  const [client, setClient] = useState<string | null>(null);
  const [modules, setModules] = useState<string[]>([]);
  const assign = async () => {
    const path = `super-admins/${admin.id}/tenants/${client}`;
    if (await act(path, { method: "PUT", body: { modules } }, t("operator.saved"))) onClose();
  };
  return (
    <Form
      busy={busy}
      problem={problem}
      verb={t("operator.people.assign")}
      disabled={!client || modules.length === 0}
      onSubmit={() => void assign()}
    >
      <TenantChoice field value={client ?? undefined} onChange={setClient} />
      <Checkbox.Group label={t("operator.tab.modules")} value={modules} onChange={setModules}>
        <SimpleGrid cols={2} spacing="xs" mt={6}>
          {(known.data?.data ?? []).map((one) => (
            <Checkbox key={one.name} size="xs" value={one.name} label={label(one.label)} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
    </Form>
  );
}

/** Makes a token for a super admin. */
export function MakeToken({ admin }: { admin: Known<"SuperAdmin"> }) {
  const { t } = useTranslation();
  const { act, busy, problem } = useAct();
  const [token, setToken] = useState("");
  const make = async ({ name, expires }: Record<string, string>) => {
    const body = { name, ...(expires ? { expires_at: `${expires}T00:00:00Z` } : {}) };
    const made = await act<Known<"CreatedToken">>(`super-admins/${admin.id}/tokens`, { body });
    setToken(made?.answer.token ?? "");
  };
  if (token) return <Secret value={token} />;
  return (
    <Form busy={busy} problem={problem} verb={t("operator.makeToken")} onSubmit={(typed) => void make(typed)}>
      <TextInput name="name" label={t("operator.tokenName")} required data-autofocus />
      <TextInput name="expires" type="date" label={t("operator.expires")} />
    </Form>
  );
}
