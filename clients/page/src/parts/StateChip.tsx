import type { State } from "@ten-lite/client";

export const STATE_WORDS: Record<State, string> = {
  idle: "Idle",
  connecting: "Connecting",
  listening: "Listening",
  thinking: "Thinking",
  speaking: "Speaking",
  interrupted: "Interrupted",
  reconnecting: "Reconnecting",
};

/** What the conversation is doing. */
export function StateChip({ state }: { state: State }) {
  return (
    <span className="chip" data-state={state} role="status">
      <span className="chip-dot" />
      {STATE_WORDS[state]}
    </span>
  );
}
