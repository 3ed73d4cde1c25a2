import type { ClientError } from "@ten-lite/client";
import type { Advice } from "../advice";
import { adviceOf } from "../advice";
import { HangUp, Warning } from "./icons";

const ACTIONS: Record<Advice["action"], string> = {
  "": "",
  listen: "Try again",
  connect: "Connect again",
  token: "Enter the token",
};

interface Props {
  error: ClientError;
  act: (action: Advice["action"]) => void;
  dismiss: () => void;
}

/** What went wrong and what to do. */
export function Banner({ error, act, dismiss }: Props) {
  const { title, text, action, isNote } = adviceOf(error);
  return (
    <div className="banner" role="alert" data-note={isNote}>
      <Warning />
      <div className="banner-words">
        <strong>{title}</strong>
        <p>{text}</p>
      </div>
      {action && (
        <button type="button" className="banner-action" onClick={() => act(action)}>
          {ACTIONS[action]}
        </button>
      )}
      <button type="button" className="icon-button" onClick={dismiss} aria-label="Dismiss">
        <HangUp />
      </button>
    </div>
  );
}
