/** What a connection is told and tells. */

import type { BackoffOptions } from "./backoff.js";
import type { Sound } from "./codec.js";
import type { ClientError } from "./errors.js";
import type { ClientMessage, Ready, Said, ServerMessage } from "./messages.js";

/** Close codes after which another attempt would not help. */
export const FINAL: Record<number, [code: string, message: string]> = {
  1000: ["session_ended", "The server ended the session"],
  4404: ["no_such_graph", "The server cannot run the graph that the address asks for"],
  4401: ["unauthorized", "The server asks for another access token: pass it as `token`"],
  4409: ["taken_over", "The session goes on in another window"],
};

export type Status = "closed" | "connecting" | "open" | "reconnecting";

export interface ConnectionStatus {
  status: Status;
  sessionId: string;
  /** Whether the conversation before the last loss goes on. */
  resumed: boolean;
  /** Whether a new conversation goes on with what was said in the one before. */
  restored: boolean;
  /** Attempts since the connection was last stable. */
  attempts: number;
  /** Until the next attempt; 0 when there is one under way, or none to come. */
  retryInMs: number;
  /** Why the last socket was closed; 0 when none was. */
  closeCode: number;
}

export interface ConnectionEvents {
  status: ConnectionStatus;
  ready: Ready;
  message: ServerMessage;
  sound: Sound;
  error: ClientError;
}

export interface ConnectionOptions {
  /** Of `ws:` or `wss:`; `http:`, `https:` and paths of the page's own server will do. */
  url: string;
  /** Access token, when the server asks for one. It is never part of an address. */
  token?: string;
  /** Attempts without success before it gives up; as many as it takes by default. */
  maxAttempts?: number;
  backoff?: BackoffOptions;
  /**
   * What was said, oldest first: a server that was restarted goes on with it. The last `pending`
   * texts that were typed are left out; they will be said again.
   */
  history?: (pending: number) => Said[];
  /** What a new conversation begins with. */
  settings?: () => ClientMessage[];
}

export const NOT_CONNECTED: ConnectionStatus = {
  status: "closed",
  sessionId: "",
  resumed: false,
  restored: false,
  attempts: 0,
  retryInMs: 0,
  closeCode: 0,
};
