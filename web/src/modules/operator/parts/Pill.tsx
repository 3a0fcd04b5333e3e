import type { Tone } from "@/app/theme";
import { useTranslation } from "@/i18n";
import { Status } from "@/ui/Status";

const tones: Record<Tone, string> = {
  gray: "archived purged cancelled waiting held declined expired none off resolved",
  blue: "requested provisioning moving ready scheduled pending read",
  indigo: "running recovering full",
  green: "active done accepted up on",
  amber: "read_only failed warning paused",
  red: "suspended broken dead down lost blocked revoked critical firing",
};
const byState = new Map(
  Object.entries(tones).flatMap(([tone, states]) => states.split(" ").map((state) => [state, tone as Tone])),
);

/** The tone of a state of the installation. */
export function toneOf(state: string): Tone {
  return byState.get(state) ?? "gray";
}

/** A state as a dot, a tint and its name. */
export function Pill({ state, children }: { state: string; children?: string }) {
  const { t } = useTranslation();
  return (
    <Status value={state} tone={toneOf(state)}>
      {children ?? t(`operator.state.${state}`, { defaultValue: state })}
    </Status>
  );
}
