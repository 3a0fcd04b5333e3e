import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { type FormEvent, useCallback, useEffect, useRef } from "react";
import { useTranslation } from "@/i18n";
import { ask, type Entered } from "./ask";
import { Refused, useCountdown } from "./Refused";
import { useStep } from "./useStep";
import { knowsPasskeys, offersInField, takePasskey } from "./webauthn";

interface Props {
  tenant?: string;
  email?: string;
  /** The address is known and stays. */
  known: boolean;
  onEntered: (entered: Entered) => void;
}

interface Ceremony {
  challenge: string;
  options: Record<string, unknown>;
}

/** Address and password, or a passkey in place of both. */
export function Credentials({ tenant, email, known, onEntered }: Props) {
  const { t } = useTranslation();
  const { busy, problem, take } = useStep();
  const wait = useCountdown(problem);
  const password = useRef<HTMLInputElement>(null);
  const signIn = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void take(async () => {
      try {
        onEntered(await ask("login", { tenant, email: data.get("username"), password: data.get("password") }));
      } catch (thrown) {
        password.current?.select();
        throw thrown;
      }
    });
  };
  const inField = usePasskeyInField(tenant, onEntered);
  const byPasskey = () =>
    void take(async () => {
      inField.stop();
      try {
        const ceremony = await ask<Ceremony>("passkey/options", { tenant });
        onEntered(await answer(ceremony, await takePasskey(ceremony.options)));
      } catch (thrown) {
        void inField.offer();
        throw thrown;
      }
    });
  return (
    <form onSubmit={signIn} method="post" action="/signin">
      <Stack gap="sm">
        {problem && <Refused error={problem} />}
        <TextInput
          name="username"
          type="email"
          size="sm"
          label={t("door.email")}
          autoComplete="username webauthn"
          defaultValue={email}
          readOnly={known}
          required
          withAsterisk={false}
          autoFocus={!known}
        />
        <PasswordInput
          ref={password}
          name="password"
          size="sm"
          label={t("door.password")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          autoFocus={known}
          visibilityToggleButtonProps={{ "aria-label": t("door.showPassword") }}
        />
        <Button type="submit" size="sm" fullWidth loading={busy} disabled={wait > 0}>
          {wait > 0 ? t("door.signInIn", { count: wait }) : t("door.signIn")}
        </Button>
        {knowsPasskeys() && (
          <Button
            size="sm"
            variant="default"
            fullWidth
            leftSection={<IconFingerprint size={16} />}
            onClick={byPasskey}
            disabled={busy}
          >
            {t("door.byPasskey")}
          </Button>
        )}
      </Stack>
    </form>
  );
}

function answer(ceremony: Ceremony, passkey: unknown): Promise<Entered> {
  return ask("passkey/login", { challenge: ceremony.challenge, passkey });
}

/**
 * Lets the browser offer passkeys in the field of the address, where it can, until it is
 * stopped: a browser has one request for a passkey at a time.
 */
function usePasskeyInField(tenant: string | undefined, onEntered: (entered: Entered) => void) {
  const entered = useRef(onEntered);
  entered.current = onEntered;
  const gone = useRef<AbortController>(undefined);
  const stop = useCallback(() => gone.current?.abort(), []);
  const offer = useCallback(async () => {
    stop();
    gone.current = new AbortController();
    const { signal } = gone.current;
    try {
      if (!(await offersInField()) || signal.aborted) return;
      const ceremony = await ask<Ceremony>("passkey/options", { tenant });
      if (signal.aborted) return;
      entered.current(await answer(ceremony, await takePasskey(ceremony.options, signal)));
    } catch {
      // Without the server's help, or a choice, the password remains.
    }
  }, [tenant, stop]);
  useEffect(() => {
    void offer();
    return stop;
  }, [offer, stop]);
  return { offer, stop };
}
