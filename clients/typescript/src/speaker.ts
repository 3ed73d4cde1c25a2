/** Sound for the loudspeaker. */

import { ClientError } from "./errors.js";
import { Gate } from "./gate.js";
import { fromPcm16 } from "./pcm.js";
import type { Position } from "./playback.js";
import { Resampler } from "./resampler.js";
import { type WorkletUrls, workletUrl } from "./worklet_urls.js";

/** What the audio thread is told. */
export type PlayerOrder =
  | { kind: "start"; requestId: string }
  | { kind: "sound"; samples: Float32Array }
  | { kind: "end" }
  | { kind: "flush" }
  | { kind: "stop" };

/** What the audio thread tells. */
export type PlayerReport =
  | ({ kind: "position"; underruns: number; cushionMs: number } & Position)
  | { kind: "level"; rms: number }
  /** What a flush threw away is gone, and the position behind it told. */
  | { kind: "flushed" }
  | { kind: "dry" };

/** Not every browser lets a page choose the loudspeaker. */
interface Routable {
  setSinkId?: (deviceId: string) => Promise<void>;
}

/** Orders kept while the audio thread is being made ready. */
const MAX_ORDERS = 1_500;

export interface SpeakerOptions {
  /** At which the browser is asked to run; all sound is converted to what it does. */
  sampleRate?: number;
  worklets?: WorkletUrls;
  /** Every 100 ms while something is played, at its end, and at a flush. */
  onPosition?: (position: Position) => void;
  /** What was to be thrown away is gone, and where it stopped was told. */
  onFlushed?: () => void;
  /** All was played that was to be played. */
  onDry?: () => void;
  onLevel?: (rms: number) => void;
  onError?: (error: ClientError) => void;
}

/** Plays mono PCM16 as it comes. */
export class Speaker {
  readonly #options: SpeakerOptions;
  #context: AudioContext | null = null;
  #node: AudioWorkletNode | null = null;
  #orders: PlayerOrder[] = [];
  #resampler: { from: number; to: Resampler } | null = null;
  #hasComplained = false;
  #deviceId = "";
  readonly #gate = new Gate();

  constructor(options: SpeakerOptions = {}) {
    this.#options = options;
  }

  get isOn(): boolean {
    return this.#context !== null;
  }

  /** Be ready to play; call it in a click's handler, or the browser keeps silent. */
  async start(): Promise<void> {
    if (this.#context) return this.resume();
    if (!globalThis.AudioContext || !globalThis.AudioWorkletNode) {
      this.#complain("unsupported", "This browser cannot play sound here: use localhost or https");
      return;
    }
    const context = this.#makeContext();
    this.#context = context;
    this.resume();
    if (this.#deviceId) this.setDevice(this.#deviceId).catch((error) => this.#tellError(error));
    try {
      await context.audioWorklet.addModule(workletUrl("player", this.#options.worklets));
      if (this.#context !== context) return;
      const node = new AudioWorkletNode(context, "ten-lite-player", { numberOfInputs: 0 });
      node.port.onmessage = ({ data }: MessageEvent<PlayerReport>) => this.#heard(data);
      node.connect(context.destination);
      this.#node = node;
      for (const order of this.#orders.splice(0)) this.#tell(order);
    } catch (error) {
      this.#complain(
        "failed",
        `The sound of answers cannot be played: ${(error as Error).message}`,
      );
    }
  }

  /**
   * Play on the device that `enumerateDevices` names so; "" is the browser's choice.
   *
   * @throws ClientError Its code is `unsupported` or `no_device`.
   */
  async setDevice(deviceId: string): Promise<void> {
    this.#deviceId = deviceId;
    const context = this.#context as Routable | null;
    if (!context) return;
    if (!context.setSinkId) {
      const why =
        "This browser does not let a page choose the loudspeaker: choose it in the system";
      throw new ClientError("speaker", "unsupported", why);
    }
    try {
      await context.setSinkId(deviceId);
    } catch {
      const why = "The chosen loudspeaker is not there: choose another";
      throw new ClientError("speaker", "no_device", why);
    }
  }

  /** Play on after the browser kept silent because nobody had clicked yet. */
  resume(): void {
    this.#hasComplained = false;
    // Refused, or pending for ever, until the user has touched the page.
    this.#context?.resume().catch(() => {});
  }

  /** Sound from now on is of the answer `requestId`. */
  answer(requestId: string): void {
    this.#gate.start(requestId);
    this.#tell({ kind: "start", requestId });
  }

  /** Play `samples` behind what waits; false for sound of an answer that is over. */
  play(samples: Int16Array, sampleRate: number, turn?: number): boolean {
    if (!this.#gate.admits(turn)) return false;
    if (!this.#context) return true;
    if (this.#context.state === "suspended" && this.#node && !this.#hasComplained) {
      this.#complain("autoplay_blocked", "The browser plays no sound before the user has clicked");
    }
    if (this.#resampler?.from !== sampleRate) {
      const to = new Resampler(sampleRate, this.#context.sampleRate);
      this.#resampler = { from: sampleRate, to };
    }
    const converted = this.#resampler.to.process(fromPcm16(samples));
    this.#tell({ kind: "sound", samples: converted });
    return true;
  }

  /** All of the answer has come. */
  end(): void {
    this.#tell({ kind: "end" });
  }

  /** The server says so: throw away what was not played. */
  flush(): void {
    this.#gate.flush();
    this.#silence();
  }

  /** The user says so: also refuse what comes of this answer until the server knows. */
  stop(): void {
    this.#gate.stop();
    this.#silence();
  }

  /** A new conversation begins. */
  reset(): void {
    this.#gate.reset();
    this.#silence();
  }

  /** Let go of the loudspeaker. */
  close(): void {
    this.#tell({ kind: "stop" });
    if (this.#context && this.#context.state !== "closed") void this.#context.close();
    this.#context = this.#node = this.#resampler = null;
    this.#orders = [];
  }

  #silence(): void {
    this.#orders = this.#orders.filter(({ kind }) => kind !== "sound");
    this.#resampler = null;
    this.#tell({ kind: "flush" });
    if (!this.#node) this.#options.onFlushed?.();
  }

  #makeContext(): AudioContext {
    const { sampleRate = 16_000 } = this.#options;
    try {
      return new AudioContext({ sampleRate, latencyHint: "interactive" });
    } catch {
      // Not every device goes with every rate; ours is converted to the device's.
      return new AudioContext({ latencyHint: "interactive" });
    }
  }

  #tell(order: PlayerOrder): void {
    if (!this.#node) {
      if (this.#context && this.#orders.length < MAX_ORDERS) this.#orders.push(order);
      return;
    }
    const transfer = order.kind === "sound" ? [order.samples.buffer] : [];
    this.#node.port.postMessage(order, transfer);
  }

  #heard(report: PlayerReport): void {
    const { onPosition, onLevel, onDry, onFlushed } = this.#options;
    if (report.kind === "position") {
      onPosition?.({ requestId: report.requestId, playedMs: report.playedMs });
    } else if (report.kind === "level") {
      onLevel?.(report.rms);
    } else if (report.kind === "flushed") {
      onFlushed?.();
    } else {
      onDry?.();
    }
  }

  #complain(code: string, message: string): void {
    this.#hasComplained = true;
    this.#tellError(new ClientError("speaker", code, message));
  }

  #tellError(error: ClientError): void {
    this.#options.onError?.(error);
  }
}
