import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/app.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { reloadOnSkew } from "./app/deploy";
import { Look } from "./app/Look";
import { NewVersion } from "./app/NewVersion";
import { registerWorker } from "./app/pwa";
import { queries } from "./app/queries";
import { router } from "./app/router";
import { preferredLanguage, speak } from "./i18n";

reloadOnSkew();
void registerWorker((url) => void router.navigate({ to: url }));
const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
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
