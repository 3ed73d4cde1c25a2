/** Light or dark: as the system has it, unless the user says otherwise. */

export type Theme = "system" | "light" | "dark";

const KEY = "ten-lite-theme";
const ORDER: Theme[] = ["system", "light", "dark"];

export function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY) as Theme | null;
  return stored && ORDER.includes(stored) ? stored : "system";
}

/** Show the page so, now and when it is opened again. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem(KEY, theme);
}

export function nextTheme(theme: Theme): Theme {
  return ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] as Theme;
}
