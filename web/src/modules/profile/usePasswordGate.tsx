import { Button, Modal, PasswordInput, Stack } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { asProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { Wrong } from "@/modules/settings/parts/Wrong";

type Step = (password?: string) => Promise<void>;

/**
 * Takes steps for which the server may ask for the password again, when somebody has
 * signed in a while ago. The dialogue is to be shown somewhere on the page.
 */
export function usePasswordGate(): { take: (step: Step) => Promise<void>; dialogue: ReactNode } {
  const { t } = useTranslation();
  const [waiting, setWaiting] = useState<{ step: Step; resolve: () => void; reject: (reason: unknown) => void }>();
  const saving = useSaving();
  const take = async (step: Step) => {
    try {
      await step();
    } catch (thrown) {
      if (asProblem(thrown).slug !== "password-needed") throw thrown;
      await new Promise<void>((resolve, reject) => setWaiting({ step, resolve, reject }));
    }
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password"));
    if (waiting && (await saving.save(() => waiting.step(password)))) {
      waiting.resolve();
      setWaiting(undefined);
    }
  };
  const close = () => {
    waiting?.reject(new DOMException("given up", "AbortError"));
    setWaiting(undefined);
  };
  const dialogue = (
    <Modal
      opened={!!waiting}
      onClose={close}
      title={t("profile.again.title")}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <p>{t("profile.again.text")}</p>
          {saving.problem && <Wrong problem={saving.problem} />}
          <PasswordInput
            visibilityToggleButtonProps={{ "aria-label": t("door.showPassword") }}
            name="password"
            label={t("door.password")}
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-autofocus
          />
          <Button type="submit" loading={saving.busy}>
            {t("door.goOn")}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
  return { take, dialogue };
}
