/** What went wrong, and what to do about it, for people. Pure. */

import type { ClientError } from "@ten-lite/client";

export interface Advice {
  title: string;
  text: string;
  /** What a button may do about it. */
  action: "" | "listen" | "connect" | "token";
  /** Whether it is no mistake, but the way things go. */
  isNote: boolean;
}

type Known = Pick<Advice, "title" | "action"> & Partial<Advice>;

const KNOWN: Record<string, Known> = {
  permission_denied: {
    title: "The microphone is blocked",
    text: "Allow it beside the page's address, then try again. Until then you can type.",
    action: "listen",
  },
  no_device: { title: "No microphone found", action: "listen" },
  device_busy: { title: "The microphone is in use", action: "listen" },
  device_lost: { title: "The microphone went away", action: "listen" },
  insecure_page: {
    title: "No microphone on this address",
    text: "Browsers give it to pages on localhost or https only. Open the page there; typing works here too.",
    action: "",
  },
  unsupported: { title: "This browser cannot do that", action: "" },
  autoplay_blocked: {
    title: "The sound is held back",
    text: "The browser plays nothing before you have clicked: click anywhere on the page.",
    action: "",
  },
  unauthorized: {
    title: "The server asks for a token",
    text: "It is the one that the server was started with.",
    action: "token",
  },
  session_ended: { title: "The conversation has ended", action: "connect", isNote: true },
  taken_over: {
    title: "The conversation goes on in another window",
    action: "connect",
    isNote: true,
  },
  unreachable: { title: "The server cannot be reached", action: "connect" },
};

const BY_SOURCE: Record<ClientError["source"], string> = {
  server: "The agent has a problem",
  connection: "The connection has a problem",
  microphone: "The microphone has a problem",
  speaker: "The loudspeaker has a problem",
};

export function adviceOf({ source, code, message }: ClientError): Advice {
  // The server's codes are its own; only here are they those of this list.
  const known = source === "server" ? undefined : KNOWN[code];
  const isSpeaker = source === "speaker" && code === "no_device";
  const title = isSpeaker ? "The loudspeaker is not there" : (known?.title ?? BY_SOURCE[source]);
  const action = isSpeaker ? "" : (known?.action ?? "");
  return { title, text: known?.text ?? message, action, isNote: known?.isNote ?? false };
}
