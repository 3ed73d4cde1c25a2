/** What the client is told and tells. */

import type { BackoffOptions } from "./backoff.js";
import type { ConnectionStatus } from "./connection_types.js";
import type { ClientError } from "./errors.js";
import type { NodeMetrics, ServerMessage, TextData, TurnMetrics } from "./messages.js";
import type { MicrophoneOptions } from "./microphone.js";
import type { State } from "./state.js";
import type { WorkletUrls } from "./worklet_urls.js";

/** Device, chunk size and the browser's processing. */
export type MicrophoneChoice = Omit<
  MicrophoneOptions,
  "sampleRate" | "worklets" | "onChunk" | "onError"
>;

export interface TenLiteClientOptions {
  /** Such as `/ws` or `wss://agent.example/ws`. */
  url: string;
  /** Access token, when the server asks for one. */
  token?: string;
  microphone?: MicrophoneChoice;
  /** Where a bundler put the code for the browser's audio thread. */
  worklets?: WorkletUrls;
  /** False for text only: no sound is played. */
  speaker?: boolean;
  /** Attempts to connect before it gives up; as many as it takes by default. */
  maxAttempts?: number;
  backoff?: BackoffOptions;
}

export interface SessionConfig {
  /** BCP-47 code of what is spoken from now on. */
  language?: string;
  /** A voice by the name its provider gives it. */
  voice?: string;
}

export interface ClientEvents {
  /** What the user said: the whole text so far, final or not. */
  transcript: TextData;
  /** What the assistant says: the whole text so far, final or not. */
  answer: TextData;
  state: State;
  /** What a turn took. */
  metrics: TurnMetrics;
  /** What one node took for one piece of its work. */
  nodeMetrics: NodeMetrics;
  error: ClientError;
  /** `dropped` counts messages that were given up because the network was too slow or away. */
  connection: ConnectionStatus & { dropped: number };
  /** How loud it is, from 0 to 1 (root mean square). */
  level: { source: "microphone" | "speaker"; rms: number };
  /** Each message of the server but sound, also those that have an event of their own. */
  message: ServerMessage;
}
