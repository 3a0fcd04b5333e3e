import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/app.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { reloadOnSkew } from "./app/deploy";
import { keepFocus } from "./app/focuskept";
import { Look } from "./app/Look";
import { NewVersion } from "./app/NewVersion";
import { hearWishes } from "./app/palette/wish";
import { registerWorker } from "./app/pwa";
import { queries } from "./app/queries";
import { loadPage, router } from "./app/router";
import { askStart } from "./app/session";
import { preferredLanguage, speak } from "./i18n";

reloadOnSkew();
keepFocus();
void registerWorker((url) => void router.navigate({ to: url }));
const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
const inside = !location.pathname.startsWith("/operator");
if (inside) hearWishes();
// What the person may see comes beside what it is shown with; the operator's console asks for its own.
if (inside) askStart(queries);
// So does the page that the address leads to, beside the words.
loadPage();
await speak(preferredLanguage());
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Look>
        <RouterProvider router={router} />
        <NewVersion />
      </Look>
    </QueryClientProvider>
  </StrictMode>,
);
