/** A voice conversation in a page. */

import type {
  ClientEvents,
  MicrophoneChoice,
  SessionConfig,
  TenLiteClientOptions,
} from "./client_types.js";
import type { Sound } from "./codec.js";
import { Connection } from "./connection.js";
import type { ConnectionStatus } from "./connection_types.js";
import { Emitter } from "./emitter.js";
import { ClientError } from "./errors.js";
import type { Ready, ServerMessage, TextData } from "./messages.js";
import { Microphone } from "./microphone.js";
import { loudness } from "./pcm.js";
import { Speaker } from "./speaker.js";
import { type State, StateMachine } from "./state.js";

export const MAX_TEXT_CHARS = 8_000;

/** Connection, microphone and loudspeaker of one conversation, and what happens in it. */
export class TenLiteClient extends Emitter<ClientEvents> {
  readonly #options: TenLiteClientOptions;
  readonly #connection: Connection;
  readonly #speaker: Speaker;
  readonly #machine = new StateMachine((state) => this.emit("state", state));
  #microphone: Microphone | null = null;
  #microphoneRate = 0;
  #config: SessionConfig | null = null;
  #device: MicrophoneChoice;

  /** @throws TypeError The `url` is no address of a WebSocket. */
  constructor(options: TenLiteClientOptions) {
    super();
    this.#options = options;
    this.#device = { ...options.microphone };
    this.#connection = new Connection({
      ...options,
      settings: () => (this.#config ? [{ type: "data", name: "config", data: this.#config }] : []),
    });
    this.#speaker = new Speaker({
      ...(options.worklets && { worklets: options.worklets }),
      onPosition: ({ requestId, playedMs }) =>
        this.#connection.send("moment", {
          type: "data",
          name: "playback_position",
          data: { request_id: requestId, played_ms: playedMs },
        }),
      // The server goes on with an answer it holds when it knows where this one stopped.
      onFlushed: () => this.#connection.acknowledge(),
      onDry: () => this.#machine.played(),
      onLevel: (rms) => this.emit("level", { source: "speaker", rms }),
      onError: (error) => this.emit("error", error),
    });
    this.#connection.on("status", (status) => this.#follow(status));
    this.#connection.on("ready", (ready) => this.#ready(ready));
    this.#connection.on("message", (message) => this.#hear(message));
    this.#connection.on("sound", (sound) => this.#play(sound));
    this.#connection.on("error", (error) => this.emit("error", error));
  }

  get state(): State {
    return this.#machine.state;
  }

  get isMicOn(): boolean {
    return this.#microphone?.isOn ?? false;
  }

  /**
   * Begin a conversation, and keep it through losses of the network until `close`.
   *
   * Call it in a click's handler, or the browser plays no sound until there is a click.
   *
   * @throws ClientError It was closed, or the server refuses this client.
   */
  async connect(): Promise<void> {
    if (this.#options.speaker !== false) void this.#speaker.start();
    await this.#connection.connect();
  }

  /** End the conversation, and let go of microphone and loudspeaker. */
  close(): void {
    this.#connection.close();
    this.#speaker.close();
    this.stopMic();
  }

  /**
   * Say what the user says; call it in a click's handler.
   *
   * @throws ClientError There is no sound to be had; its code tells why.
   */
  async startMic(): Promise<void> {
    this.#speaker.resume();
    if (this.#microphone?.isOn) return;
    this.#microphoneRate = this.#connection.sampleRate;
    const { worklets } = this.#options;
    this.#microphone = new Microphone({
      ...this.#device,
      ...(worklets && { worklets }),
      sampleRate: this.#microphoneRate,
      onChunk: (samples) => this.#record(samples),
      onError: (error) => this.emit("error", error),
    });
    await this.#microphone.start();
  }

  /**
   * Listen with another device, or with other processing; at once when the microphone is on.
   *
   * @throws ClientError As `startMic`.
   */
  async setMicrophone(choice: MicrophoneChoice): Promise<void> {
    this.#device = { ...choice };
    if (!this.isMicOn) return;
    this.stopMic();
    await this.startMic();
  }

  /**
   * Play on another device, named as `enumerateDevices` does; "" is the browser's choice.
   *
   * @throws ClientError Its code is `unsupported` or `no_device`.
   */
  async setSpeaker(deviceId: string): Promise<void> {
    await this.#speaker.setDevice(deviceId);
  }

  /** Stop listening to the user. */
  stopMic(): void {
    this.#microphone?.stop();
    this.#microphone = null;
  }

  /**
   * Say `text` in place of speech, now or when there is a connection.
   *
   * @throws RangeError It is empty, or longer than 8,000 characters.
   */
  sendText(text: string): void {
    // Unicode characters, as the server counts them.
    const length = [...text].length;
    if (!text.trim() || length > MAX_TEXT_CHARS) {
      throw new RangeError(`A text has 1 to ${MAX_TEXT_CHARS} characters; this one has ${length}`);
    }
    this.#speaker.resume();
    this.#connection.send("text", { type: "data", name: "text_data", data: { text } });
    this.#machine.typed();
  }

  /** Silence the answer: here at once, and at the server when it hears of it. */
  interrupt(): void {
    this.#speaker.stop();
    this.#connection.send("moment", { type: "cmd", name: "interrupt", data: {} });
    this.#machine.flushed();
  }

  /** Change language, voice or both, for this conversation and those after it. */
  setConfig(config: SessionConfig): void {
    this.#config = { ...this.#config, ...config };
    if (this.#connection.state.status === "closed") return;
    this.#connection.send("setting", { type: "data", name: "config", data: config });
  }

  #follow(status: ConnectionStatus): void {
    if (status.status === "connecting") this.#machine.connecting();
    if (status.status === "reconnecting") this.#machine.reconnecting();
    if (status.status === "closed") {
      this.stopMic();
      this.#machine.closed();
    }
    this.emit("connection", { ...status, dropped: this.#connection.dropped });
  }

  #ready({ channels, sample_rate }: Ready): void {
    const { resumed } = this.#connection.state;
    if (!resumed) this.#speaker.reset();
    this.#machine.ready(resumed);
    if (channels !== 1) {
      const why = `The server takes ${channels} channels, this client has one: set "channels" to 1`;
      this.emit("error", new ClientError("server", "unsupported_format", why));
    }
    if (this.isMicOn && this.#microphoneRate !== sample_rate) {
      this.stopMic();
      this.startMic().catch((error) => this.emit("error", error));
    }
  }

  #record(samples: Int16Array): void {
    this.#connection.sendSound(samples);
    this.emit("level", { source: "microphone", rms: loudness(samples) });
  }

  #play({ samples, sampleRate, turn }: Sound): void {
    const rate = sampleRate ?? this.#connection.sampleRate;
    if (this.#speaker.play(samples, rate, turn)) this.#machine.sounding();
  }

  #hear(message: ServerMessage): void {
    this.emit("message", message);
    if (message.type === "error") {
      const { error, code = "" } = message;
      this.emit("error", new ClientError("server", code, error));
    } else if (message.type === "cmd") {
      this.#speaker.flush();
      this.#machine.flushed();
    } else if (message.name === "text_data") {
      this.#read(message.data);
    } else if (message.name === "tts_audio_start") {
      this.#speaker.answer(message.data.request_id);
      this.#machine.answering();
    } else if (message.name === "tts_audio_end") {
      this.#speaker.end();
      if (!this.#speaker.isOn) this.#machine.played();
    } else if (message.name === "metrics") {
      this.#machine.over(message.data.stream_id);
      this.emit("metrics", message.data);
    } else if (message.name === "node_metrics") {
      this.emit("nodeMetrics", message.data);
    }
  }

  #read(text: TextData): void {
    if (text.data_type === "raw") return;
    if (text.role === "user") this.#machine.heard(text.is_final, text.stream_id);
    this.emit(text.role === "user" ? "transcript" : "answer", text);
  }
}
