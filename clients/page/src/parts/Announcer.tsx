import type { Entry } from "@ten-lite/react";

/** Enough that nothing is missed when several come at once. */
const KEPT = 6;

/** For screen readers: what was said, once it is certain. */
export function Announcer({ entries }: { entries: Entry[] }) {
  const said = entries.filter(({ isFinal, text }) => isFinal && text).slice(-KEPT);
  return (
    <div className="visually-hidden" aria-live="polite" aria-relevant="additions">
      {said.map(({ id, role, text }) => (
        <p key={id}>
          {role === "user" ? "You" : "Agent"}: {text}
        </p>
      ))}
    </div>
  );
}
