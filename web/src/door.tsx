import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "./app/app.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { reloadOnSkew } from "./app/deploy";
import { Look } from "./app/Look";
import { atTheDoor, preferredLanguage, speak, speakOf } from "./i18n";
import { Door } from "./modules/door";

// The pages before somebody is signed in are a program of their own, so that the first
// thing that anybody sees is there at once.
reloadOnSkew();
const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
speakOf(atTheDoor);
await speak(preferredLanguage());
createRoot(root).render(
  <StrictMode>
    <Look>
      <Door />
    </Look>
  </StrictMode>,
);
