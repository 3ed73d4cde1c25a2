import type { Entry } from "@ten-lite/react";
import { memo } from "react";
import { Logo } from "./icons";

/** One thing that somebody said. */
export const Bubble = memo(function Bubble({ entry }: { entry: Entry }) {
  const { role, text, isFinal, isInterrupted, thought } = entry;
  return (
    <li className={`turn turn-${role}`} data-final={isFinal}>
      {role === "assistant" && (
        <span className="avatar">
          <Logo />
        </span>
      )}
      <div className="bubble">
        <span className="visually-hidden">{role === "user" ? "You: " : "Agent: "}</span>
        {thought && (
          <details className="thought">
            <summary>Thought</summary>
            <p>{thought}</p>
          </details>
        )}
        {text && <p className="bubble-text">{text}</p>}
        {isInterrupted && <p className="bubble-note">interrupted</p>}
      </div>
    </li>
  );
});
