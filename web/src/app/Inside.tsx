import { Center, Loader } from "@mantine/core";
import { lazy, Suspense, useEffect } from "react";
import { asProblem } from "@/api/problem";
import { currentLanguage, type Language, languages, learnHelps, speak, useTranslation } from "@/i18n";
import { ProblemPanel } from "./errors";
import { useDress } from "./Look";
import { Offline } from "./Offline";
import { Renewal } from "./Renewal";
import { Shell } from "./Shell";
import { SessionProvider, type Start, signOut, useStart } from "./session";

const Notices = lazy(() => import("./Notices").then((m) => ({ default: m.Notices })));

/** What is inside the door: asks who is there, and shows them the application in their language and their company's colours. */
export function Inside() {
  const start = useStart();
  if (start.data?.me.enrol) return <ToEnrol company={start.data.meta.tenant.slug} />;
  if (start.data) return <Company start={start.data} />;
  if (!start.error) {
    return (
      <Center h="100%">
        <Loader size="sm" />
      </Center>
    );
  }
  if (asProblem(start.error).status === 401) return <ToTheDoor />;
  if (asProblem(start.error).status === 0) return <Offline retry={() => void start.refetch()} />;
  return <ProblemPanel error={start.error} retry={() => void start.refetch()} />;
}

/** Leads to the door, which leads back here. */
function ToTheDoor() {
  useEffect(() => location.replace(`/signin?next=${encodeURIComponent(location.pathname + location.search)}`), []);
  return null;
}

/** Leads whoever must set up a second factor to the door, where they sign in once more and are asked for it. */
function ToEnrol({ company }: { company: string }) {
  useEffect(() => {
    const back = encodeURIComponent(location.pathname + location.search);
    void signOut(false, `/signin?tenant=${company}&next=${back}`);
  }, [company]);
  return null;
}

function Company({ start }: { start: Start }) {
  const dress = useDress();
  const { language, density } = start.preferences;
  useEffect(() => dress({ accent: start.company.accent }), [dress, start.company.accent]);
  useEffect(() => {
    if (density) document.documentElement.dataset.density = density;
    else delete document.documentElement.dataset.density;
  }, [density]);
  useEffect(() => {
    if (language && language in languages) void speak(language as Language, start.company.time_zone);
  }, [language, start.company.time_zone]);
  useTranslation();
  const spoken = currentLanguage();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language has other helps
  useEffect(() => {
    const timer = setTimeout(() => void learnHelps(), 1000);
    return () => clearTimeout(timer);
  }, [spoken]);
  return (
    <SessionProvider start={start}>
      <Shell />
      <Suspense>
        <Notices />
      </Suspense>
      <Renewal />
    </SessionProvider>
  );
}
