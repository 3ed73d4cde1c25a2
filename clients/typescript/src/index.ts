/** Talk to a ten_lite voice agent from a browser. */

export { Backoff, type BackoffOptions } from "./backoff.js";
export { TenLiteClient } from "./client.js";
export type {
  ClientEvents,
  MicrophoneChoice,
  SessionConfig,
  TenLiteClientOptions,
} from "./client_types.js";
export type { Sound } from "./codec.js";
export { Connection } from "./connection.js";
export {
  type ConnectionEvents,
  type ConnectionOptions,
  type ConnectionStatus,
  NOT_CONNECTED,
  type Status,
} from "./connection_types.js";
export { Emitter } from "./emitter.js";
export { ClientError, type ErrorSource } from "./errors.js";
export type * from "./messages.js";
export { Microphone, type MicrophoneOptions } from "./microphone.js";
export type { Position } from "./playback.js";
export { Speaker, type SpeakerOptions } from "./speaker.js";
export type { State } from "./state.js";
export type { WorkletUrls } from "./worklet_urls.js";
