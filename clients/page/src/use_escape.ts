import { useEffect } from "react";

/** Call `act` when Escape is pressed, unless that closes a dialog or a menu. */
export function useEscape(act: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isTaken =
        event.defaultPrevented || document.querySelector("dialog[open], :popover-open");
      if (event.key === "Escape" && !event.isComposing && !isTaken) act();
    };
    // Before the browser closes what is open.
    document.addEventListener("keydown", pressed, { capture: true });
    return () => document.removeEventListener("keydown", pressed, { capture: true });
  }, [act]);
}
