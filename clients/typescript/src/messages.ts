/**
 * The messages of the wire, as docs/reference/protocol-ten.md has them.
 *
 * Written by hand for now; to be generated from the Python models (`ten_lite.messages`).
 */

/** Text for people: the whole text so far, not a delta. */
export interface TextData {
  text: string;
  role: "user" | "assistant";
  is_final: boolean;
  /** Groups the updates of one text. */
  stream_id: number;
  /** The text of `raw` is JSON for programs. */
  data_type: "transcribe" | "raw";
  /** When it was said, in milliseconds on the session's clock. */
  text_ts: number;
}

/** What was understood, for graphs that pass it to their clients. */
export interface AsrResult {
  text: string;
  final: boolean;
  id: string;
  start_ms: number;
  duration_ms: number;
  /** BCP-47. */
  language: string;
  metadata: Record<string, unknown> | null;
}

/** The sound of an answer follows. */
export interface TtsAudioStart {
  request_id: string;
}

/** No more sound of an answer follows, unless a pause took some back. */
export interface TtsAudioEnd {
  request_id: string;
  duration_ms: number;
  reason: "end" | "interrupted" | "error";
  unplayed_ms: number;
}

/** What a turn took; milliseconds after the moment that `since` names, null for what was not. */
export interface TurnMetrics {
  stream_id: number;
  since: "speech_end" | "transcript" | "text" | "request";
  since_at_ms: number;
  transcript_ms: number | null;
  first_token_ms: number | null;
  first_text_ms: number | null;
  first_audio_ms: number | null;
  heard_ms: number;
  interrupted_ms: number | null;
  tools: { name: string; ms: number; is_error: boolean }[];
  requests: number;
  characters: number;
  spoken_characters: number;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  errors: number;
}

/** What one node took for one piece of its work. */
export interface NodeMetrics {
  node: string;
  addon: string;
  /** The utterance, request or answer; "" for a connection. */
  request_id: string;
  figures: Record<string, number>;
}

/** The server's answer to `hello`. */
export interface Ready {
  session_id: string;
  resume_token: string;
  resume_window_s: number;
  resumed: boolean;
  /** How many of this client's messages the server has. */
  received: number;
  sample_rate: number;
  channels: number;
}

/** Sound inside JSON, in the form of the subprotocol `ten-lite.v1`. */
export interface AudioMessage {
  type: "audio";
  audio: string;
  metadata?: { sample_rate?: number; channels?: number; [key: string]: unknown };
}

export interface ErrorMessage {
  type: "error";
  error: string;
  code?: string;
}

export interface FlushMessage {
  type: "cmd";
  name: "flush";
  data: { flush_id: string };
}

/** What the data messages of a server carry, by name. */
export interface ServerData {
  text_data: TextData;
  asr_result: AsrResult;
  tts_audio_start: TtsAudioStart;
  tts_audio_end: TtsAudioEnd;
  metrics: TurnMetrics;
  node_metrics: NodeMetrics;
}

type DataMessage<Names extends keyof ServerData = keyof ServerData> = Names extends unknown
  ? { type: "data"; name: Names; data: ServerData[Names] }
  : never;

/** What a server says in a conversation, sound apart. */
export type ServerMessage = DataMessage | FlushMessage | ErrorMessage;

/** What keeps a session alive; neither side counts these. */
export type ControlMessage =
  | { type: "ready"; data: Ready }
  | { type: "ack"; data: { received: number } }
  | { type: "ping" };

/** Any text message of a server. */
export type ServerText = ServerMessage | AudioMessage | ControlMessage;

/** The first message of a client. */
export interface HelloMessage {
  type: "hello";
  data: { token?: string; resume?: { token: string; received: number; sent: number } };
}

/** What a client says in a conversation, sound apart. */
export type ClientMessage =
  | { type: "data"; name: "text_data"; data: { text: string } }
  | { type: "data"; name: "config"; data: { language?: string; voice?: string } }
  | { type: "data"; name: "playback_position"; data: { request_id: string; played_ms: number } }
  | { type: "data"; name: "gap"; data: { messages: number } }
  | { type: "cmd"; name: "interrupt"; data: Record<string, never> };
