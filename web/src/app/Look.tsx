import { DirectionProvider, localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
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
  const theme = useMemo(() => (dress.operator ? operatorTheme : themeOf(dress.accent)), [dress]);
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
