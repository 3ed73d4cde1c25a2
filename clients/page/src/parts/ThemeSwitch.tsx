import { useState } from "react";
import { applyTheme, nextTheme, storedTheme, type Theme } from "../theme";
import { Moon, Screen, Sun } from "./icons";

const ICONS = { system: Screen, light: Sun, dark: Moon };

export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const Icon = ICONS[theme];
  const change = () => {
    const next = nextTheme(theme);
    applyTheme(next);
    setTheme(next);
  };
  const label = `Colours: ${theme}`;
  return (
    <button type="button" className="icon-button" onClick={change} aria-label={label} title={label}>
      <Icon />
    </button>
  );
}
