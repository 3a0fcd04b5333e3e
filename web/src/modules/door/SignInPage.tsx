import { ActionIcon, Anchor, Button, Stack, TextInput, UnstyledButton } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type FormEvent, useEffect, useState } from "react";
import { Problem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { ask, type Entered, type Method, type Provider } from "./ask";
import classes from "./door.module.css";
import { Frame } from "./Frame";
import { forgetCompany, labelOfHost, recentCompanies, rememberCompany, safeNext } from "./place";
import { Refused } from "./Refused";
import type { Challenge } from "./SecondFactor";
import { SignInForm } from "./SignInForm";
import { useStep } from "./useStep";

/** Where somebody signs in: a company, or the installation itself. */
type Place = { tenant: string } | "operator" | undefined;

/** The page /signin. */
export function SignInPage() {
  const { t } = useTranslation();
  const [arrival] = useState(readArrival);
  const [place, setPlace] = useState<Place>(arrival.place);
  const [providers, setProviders] = useState<Provider[]>([]);
  const tenant = typeof place === "object" ? place.tenant : undefined;
  useEffect(() => {
    if (tenant && !arrival.begun)
      ask<{ data: Provider[] | null }>("providers", undefined, tenant).then(
        (a) => setProviders(a.data ?? []),
        () => setProviders([]),
      );
  }, [tenant, arrival.begun]);
  const enter = (entered: Entered) => {
    if (tenant) rememberCompany(tenant);
    location.assign(arrival.next ?? (entered.user && !entered.user.tenant ? "/operator" : "/"));
  };
  if (arrival.begun) {
    return (
      <Frame title={t("door.title")}>
        <SignInForm begun={arrival.begun} onSignedIn={enter} />
      </Frame>
    );
  }
  if (!place) return <ChooseCompany onChosen={setPlace} problem={arrival.problem} />;
  const operator = place === "operator";
  return (
    <Frame
      title={t(operator ? "door.operatorTitle" : "door.title")}
      below={
        <>
          <Anchor size="sm" href={tenant ? `/forgot?tenant=${encodeURIComponent(tenant)}` : "/forgot?operator"}>
            {t("door.forgot.link")}
          </Anchor>
          {operator && (
            <Anchor component="button" type="button" size="sm" onClick={() => setPlace(undefined)}>
              {t("door.toCompany")}
            </Anchor>
          )}
        </>
      }
    >
      {arrival.problem && <Refused error={arrival.problem} />}
      {tenant && <Company slug={tenant} onChange={() => setPlace(undefined)} />}
      {tenant && providers.length > 0 && <Providers tenant={tenant} providers={providers} next={arrival.next} />}
      <SignInForm key={tenant} tenant={tenant} operator={operator} onSignedIn={enter} />
    </Frame>
  );
}

interface Arrival {
  place: Place;
  next?: string;
  /** The second step of somebody whom a provider brought back. */
  begun?: Challenge;
  problem?: Problem;
}

/** What the address says about whoever arrives. */
function readArrival(): Arrival {
  const query = new URLSearchParams(location.search);
  const tenant = query.get("tenant") ?? recentCompanies()[0] ?? labelOfHost(location.hostname);
  const slug = query.get("problem");
  const arrival: Arrival = {
    place: query.has("operator") ? "operator" : tenant ? { tenant } : undefined,
    next: safeNext(query.get("next"), location.origin),
    problem: slug ? new Problem({ type: slug, title: slug }, 401) : undefined,
  };
  if (arrival.next?.startsWith("/operator") && !query.has("tenant")) arrival.place = "operator";
  const begun = new URLSearchParams(location.hash.slice(1));
  const secret = begun.get("challenge");
  if (secret) {
    history.replaceState(null, "", location.pathname + location.search);
    arrival.begun = { secret, methods: begun.getAll("method") as Method[] };
    arrival.next ??= safeNext(begun.get("return"), location.origin);
  }
  return arrival;
}

/** The company to sign in to, with the way to another. */
function Company({ slug, onChange }: { slug: string; onChange: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.company}>
      <span className={classes.mark} aria-hidden>
        {slug.charAt(0)}
      </span>
      <span className={classes.companyName}>
        <bdi>{slug}</bdi>
      </span>
      <Anchor component="button" type="button" size="sm" onClick={onChange}>
        {t("door.change")}
      </Anchor>
    </div>
  );
}

/** By whom one can come in otherwise. Whoever leaves for one comes back to the same company, refused or not. */
function Providers({ tenant, providers, next }: { tenant: string; providers: Provider[]; next?: string }) {
  const { t } = useTranslation();
  const back = `return=${encodeURIComponent(next ?? "/")}`;
  return (
    <>
      <Stack gap="xs">
        {providers.map((provider) => (
          <Button
            key={provider.id}
            component="a"
            variant="default"
            size="sm"
            onClick={() => rememberCompany(tenant)}
            href={`${provider.start}${provider.start.includes("?") ? "&" : "?"}${back}`}
          >
            {t("door.provider", { name: provider.name })}
          </Button>
        ))}
      </Stack>
      <div className={classes.or}>{t("door.or")}</div>
    </>
  );
}

/** Asks for the company: one of the latest, or by its short name. */
function ChooseCompany({ onChosen, problem: arrived }: { onChosen: (place: Place) => void; problem?: Problem }) {
  const { t } = useTranslation();
  const [recent, setRecent] = useState(recentCompanies);
  const { busy, problem, take } = useStep();
  const choose = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const tenant = String(new FormData(event.currentTarget).get("tenant") ?? "")
      .trim()
      .toLowerCase();
    void take(async () => {
      await ask("providers", undefined, tenant); // says whether there is such a company
      onChosen({ tenant });
    });
  };
  const forget = (slug: string) => {
    forgetCompany(slug);
    setRecent(recentCompanies());
  };
  return (
    <Frame
      title={t("door.companyTitle")}
      text={t("door.companyText")}
      below={
        <Anchor component="button" type="button" size="sm" onClick={() => onChosen("operator")}>
          {t("door.toOperator")}
        </Anchor>
      }
    >
      <Stack gap="sm">
        {arrived && <Refused error={arrived} />}
        {recent.map((slug) => (
          <div key={slug} className={classes.recent}>
            <UnstyledButton className={classes.choice} onClick={() => onChosen({ tenant: slug })}>
              <span className={classes.mark} aria-hidden>
                {slug.charAt(0)}
              </span>
              <span className={classes.companyName}>
                <bdi>{slug}</bdi>
              </span>
            </UnstyledButton>
            <ActionIcon aria-label={t("door.forgetCompany", { name: slug })} onClick={() => forget(slug)}>
              <IconX size={15} />
            </ActionIcon>
          </div>
        ))}
        <form onSubmit={choose}>
          <Stack gap="sm">
            {problem && <Refused error={problem} />}
            <TextInput
              name="tenant"
              size="sm"
              label={t(recent.length ? "door.otherCompany" : "door.company")}
              description={t("door.companyHelp")}
              autoComplete="organization"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={64}
              required
              withAsterisk={false}
              autoFocus
            />
            <Button type="submit" size="sm" loading={busy}>
              {t("door.goOn")}
            </Button>
          </Stack>
        </form>
      </Stack>
    </Frame>
  );
}
