import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/header.css";
import "./styles/chat.css";
import "./styles/dock.css";
import "./styles/panels.css";
import "./styles/graph.css";
import "./styles/notices.css";
import { applyTheme, storedTheme } from "./theme";

applyTheme(storedTheme());
createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
