/**
 * The messages of the wire, as docs/reference/protocol-ten.md has them.
 *
 * Made from `ten_lite/wire/schema` by `docs/generate.py`.
 */

/** So many messages came: they need not be kept any longer. Either side sends it. */
export interface AckMessage {
  type: "ack";
  data: Received;
}

/** What was understood so far (`final` false) or for good (`final` true). */
export interface AsrResult {
  /** The words. */
  text: string;
  /** Whether the text of this utterance will still change. */
  final: boolean;
  /** The utterance; partials and their final share it. */
  id: string;
  /** Where it begins in the audio of this session. */
  start_ms: number;
  /** Its length. */
  duration_ms: number;
  /** BCP-47 code. */
  language: string;
  /** TEN's metadata, passed along. */
  metadata: Record<string, unknown> | null;
}

/** What was understood so far (`final` false) or for good (`final` true). */
export interface AsrResultMessage {
  type: "data";
  name: "asr_result";
  data: AsrResult;
}

/** The format of a piece of sound, and what its sender attached. */
export interface AudioFormat {
  /** Samples per second and channel. */
  sample_rate: number;
  /** Interleaved channels. */
  channels: number;
  /** It is PCM16. */
  bytes_per_sample: 2;
  /** Length of the piece. */
  samples_per_channel: number;
  [key: string]: unknown;
}

/** A piece of an answer's sound. */
export interface AudioMessage {
  type: "audio";
  /** PCM16 in base64. */
  audio: string;
  metadata: AudioFormat;
}

/** What the user says: about 20 ms of sound, at the pace of real time. */
export interface ClientAudio {
  /** PCM16 in base64, in the server's rate and channels. */
  audio: string;
  type?: "audio";
  metadata?: ClientAudioFormat;
}

/** What the client attaches to its sound; a format in it must be the server's. */
export interface ClientAudioFormat {
  /** The server's, in samples per second and channel. */
  sample_rate?: number;
  /** The server's. */
  channels?: number;
  /** It is PCM16. */
  bytes_per_sample?: 2;
  [key: string]: unknown;
}

/** What is different from now on; one of the two will do. */
export interface ConfigChange {
  /** BCP-47 code of what is spoken. At most 64 characters. */
  language?: string;
  /** A voice by the name its provider gives it, of printable characters. At most 64 characters. */
  voice?: string;
}

/** Change language, voice or both in mid-conversation. */
export interface ConfigMessage {
  type: "data";
  name: "config";
  data: ConfigChange;
}

/** Something went wrong; the conversation goes on, unless the connection is closed. */
export interface ErrorMessage {
  type: "error";
  /** What is wrong, for people. At most 300 characters. */
  error: string;
  /** A short stable word, where there is one. */
  code?: string;
}

/** Which interruption it was. */
export interface Flush {
  /** Names it. */
  flush_id: string;
}

/** Throw away all sound that was not played: the answer is interrupted, or may be. */
export interface FlushMessage {
  type: "cmd";
  name: "flush";
  data: Flush;
}

/** What is missing. */
export interface Gap {
  /** How many messages were given up. */
  messages: number;
}

/** Sound that was too old to be sent again was given up; it takes its place in the count. */
export interface GapMessage {
  type: "data";
  name: "gap";
  data: Gap;
}

/** Who is there. */
export interface Hello {
  /** The access token, where the server asks for one. At most 1,000 characters. */
  token?: string;
  resume?: Resume;
}

/** The first message of a client. */
export interface HelloMessage {
  type: "hello";
  data?: Hello;
}

/** Stop the answer, though nothing was said or typed. */
export interface InterruptMessage {
  type: "cmd";
  name: "interrupt";
  data?: Record<string, unknown>;
}

/**
 * What a node measured of one piece of its work; the runtime tells it shortly after.
 *
 * Names that end in `_ms` are milliseconds. A figure that is not known is left out.
 *
 * Recognisers, for each connection: `connect_ms`, until it was there. For each utterance:
 * `first_word_ms` from its beginning in the sound to its first result with words, `final_ms` from
 * its end to its final result, and `sound_ms`, the sound that was given to the recogniser since the
 * utterance before.
 *
 * Models, for each request: `first_token_ms`, `total_ms`, `characters` of text, and what the
 * provider counts, such as `prompt_tokens` and `completion_tokens`.
 *
 * Voices, for each answer: `first_sound_ms` from its first text to its first sound, `characters`
 * that it was given, and `sound_ms`, the sound that it made of them.
 */
export interface NodeMetrics {
  /** The node. */
  node: string;
  /** Whose work it was; not the addon of the graph while a fallback stands in. */
  addon: string;
  /** The utterance, request or answer; "" for a connection. */
  request_id: string;
  /** Whole numbers by name. */
  figures: Record<string, number>;
}

/** What a node measured of one piece of its work; the runtime tells it shortly after. */
export interface NodeMetricsMessage {
  type: "data";
  name: "node_metrics";
  data: NodeMetrics;
}

/** The server is there; sent every 10 s and not answered. */
export interface PingMessage {
  type: "ping";
}

/** What was really heard, told about every 100 ms while an answer plays. */
export interface PlaybackPositionMessage {
  type: "data";
  name: "playback_position";
  data: Played;
}

/** How much of an answer was played. */
export interface Played {
  /** The answer, as `tts_audio_start` named it. At most 200 characters. */
  request_id: string;
  /** Its sound that was played, in milliseconds; not what was thrown away. */
  played_ms: number;
}

/** The server's answer to `hello`. */
export interface Ready {
  /** Names the conversation. At most 1,000 characters. */
  session_id: string;
  /** What to say to go on with it over another connection. At most 1,000 characters. */
  resume_token: string;
  /** How long it is kept while nobody is connected, in seconds. */
  resume_window_s: number;
  /** Whether it goes on; after a `resume`, false: it is a new one, counts begin at 0. */
  resumed: boolean;
  /** How many of the client's messages the server has. */
  received: number;
  /** Of the sound both ways, in samples per second and channel. */
  sample_rate: number;
  /** Interleaved channels of the sound both ways. */
  channels: number;
  /** How sound in binary messages is coded, for clients that asked with `?audio=`. */
  audio?: "opus" | "pcm16";
  /** Why it is not coded as they asked. */
  audio_refused?: string;
}

/** The first message of a server. */
export interface ReadyMessage {
  type: "ready";
  data: Ready;
}

/** How far one side has come. */
export interface Received {
  /** How many of the other side's messages came; only those that count. */
  received: number;
}

/** Which conversation goes on, and from where. */
export interface Resume {
  /** The `resume_token` of the last `ready`. At most 1,000 characters. */
  token: string;
  /** How many of the server's messages came. */
  received: number;
  /** How many messages the client has counted; those that the server lacks come again. */
  sent?: number;
}

/** Text for people: a transcript for the client, or text the client typed. */
export interface TextData {
  /** The whole text so far (not a delta). */
  text: string;
  /** Who says it. */
  role: "user" | "assistant";
  /** Whether it will still change. */
  is_final: boolean;
  /** Groups the updates of one text. */
  stream_id: number;
  /** TEN's kind of text; `raw` is for programs. */
  data_type: "transcribe" | "raw";
  /** When it was said, in milliseconds on the session's clock. */
  text_ts: number;
}

/** Text for people: a transcript for the client, or text the client typed. */
export interface TextDataMessage {
  type: "data";
  name: "text_data";
  data: TextData;
}

/** One call of a tool. */
export interface ToolTime {
  /** The tool. */
  name: string;
  /** How long it took, in milliseconds. */
  ms: number;
  /** Whether it failed. */
  is_error: boolean;
}

/**
 * No more sound of this answer follows, unless a pause takes some back.
 *
 * Each answer has one. If a pause comes while a client still plays what was sent before, the end is
 * told again when that was sent again after the resume; one that is flushed in the pause has had
 * its end.
 */
export interface TtsAudioEnd {
  /** The answer. */
  request_id: string;
  /** Sound that was sent for it; what a pause took back counts once. */
  duration_ms: number;
  /** Why it ended. */
  reason: "end" | "interrupted" | "error";
  /** What a client that plays in real time has still to play of it. */
  unplayed_ms: number;
}

/** No more sound of this answer follows, unless a pause takes some back. */
export interface TtsAudioEndMessage {
  type: "data";
  name: "tts_audio_end";
  data: TtsAudioEnd;
}

/**
 * The first sound of an answer follows.
 *
 * After a pause it is told again where sound of another answer was on its way already.
 */
export interface TtsAudioStart {
  request_id: string;
}

/** The first sound of an answer follows. */
export interface TtsAudioStartMessage {
  type: "data";
  name: "tts_audio_start";
  data: TtsAudioStart;
}

/**
 * What a turn took, told once, when its answer is over; the runtime writes it.
 *
 * Times are in milliseconds after the moment named by `since`; null for what did not happen, below
 * zero for what came before it. A turn that began anew before any of it was heard tells the times
 * of the last beginning.
 */
export interface TurnMetrics {
  /** The turn, as in `text_data`. */
  stream_id: number;
  /**
   * What times count from: the end of the user's speech; the final transcript, when nobody told
   * that end; what was typed; or the first work on the answer.
   */
  since: "speech_end" | "transcript" | "text" | "request";
  /** That moment, on the session's clock. */
  since_at_ms: number;
  /** The final transcript came. */
  transcript_ms: number | null;
  /** The model gave its first piece of text, or called a tool. */
  first_token_ms: number | null;
  /** The voice was given its first text. */
  first_text_ms: number | null;
  /** The voice sent its first sound. */
  first_audio_ms: number | null;
  /**
   * How much of the answer's sound was played: as the client told or, without that, as a client
   * plays that keeps up.
   */
  heard_ms: number;
  /** The user interrupted the answer. */
  interrupted_ms: number | null;
  /** The calls that ended, each `{"name": ..., "ms": ..., "is_error": ...}`. */
  tools: ToolTime[];
  /** Requests to models. */
  requests: number;
  /** Length of the models' text. */
  characters: number;
  /** Length of the text that the voice was given. */
  spoken_characters: number;
  /** What the models read, as far as they tell. */
  prompt_tokens: number | null;
  /** What the models wrote, as far as they tell. */
  completion_tokens: number | null;
  /** Errors the client was told. */
  errors: number;
}

/** What a turn took, told once, when its answer is over; the runtime writes it. */
export interface TurnMetricsMessage {
  type: "data";
  name: "metrics";
  data: TurnMetrics;
}

/** What the user typed. */
export interface TypedText {
  /** The whole text; not only white space. At most 8,000 characters. */
  text: string;
  role?: "user";
  is_final?: true;
}

/** Text in place of speech. */
export interface TypedTextMessage {
  type: "data";
  name: "text_data";
  data: TypedText;
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

/** What a server says in a conversation, sound apart. */
export type ServerMessage =
  | TextDataMessage
  | AsrResultMessage
  | TtsAudioStartMessage
  | TtsAudioEndMessage
  | TurnMetricsMessage
  | NodeMetricsMessage
  | FlushMessage
  | ErrorMessage;

/** What a server says of the session; neither side counts these. */
export type ControlMessage = ReadyMessage | AckMessage | PingMessage;

/** What a client says in a conversation, sound apart. */
export type ClientMessage =
  | TypedTextMessage
  | ConfigMessage
  | PlaybackPositionMessage
  | InterruptMessage
  | GapMessage;

/** Any text message of a server. */
export type ServerText = ServerMessage | AudioMessage | ControlMessage;
