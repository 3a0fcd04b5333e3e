import { DirectionProvider, localStorageColorSchemeManager, MantineProvider, mergeThemeOverrides } from "@mantine/core";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { useTranslation } from "@/i18n";
import { operatorTheme, themeOf } from "./theme";

const nonce = document.querySelector<HTMLMetaElement>('meta[name="nonce"]')?.content ?? "";
// What keeps the page from scrolling under a dialog writes a style of its own, and asks for the nonce by this name.
Object.assign(globalThis, { __webpack_nonce__: nonce });
const colorScheme = localStorageColorSchemeManager({ key: "guildhall.scheme" });

/** Whose colours the page wears: a company's accent, the operator's, or Guildhall's own. */
type Dress = { accent?: string; operator?: boolean };

const DressContext = createContext<(dress: Dress) => void>(() => {});

/** Colours, direction and notices for everything. */
export function Look({ children }: { children: ReactNode }) {
  const [dress, setDress] = useState<Dress>({});
  const { t } = useTranslation();
  const theme = useMemo(() => {
    const close = { "aria-label": t("app.close") };
    return mergeThemeOverrides(dress.operator ? operatorTheme : themeOf(dress.accent), {
      components: { Notification: { defaultProps: { closeButtonProps: close } } },
    });
  }, [dress, t]);
  return (
    <DressContext.Provider value={setDress}>
      <DirectionProvider detectDirection>
        <MantineProvider theme={theme} colorSchemeManager={colorScheme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
          {children}
        </MantineProvider>
      </DirectionProvider>
    </DressContext.Provider>
  );
}

export function useDress() {
  return useContext(DressContext);
}
