/** Plays what it is given; runs in the browser's audio thread. */

import { loudness } from "../pcm.js";
import { Playback } from "../playback.js";
import type { PlayerOrder, PlayerReport } from "../speaker.js";

const POSITION_MS = 100;
const LEVEL_MS = 40;

class Player extends AudioWorkletProcessor {
  readonly #playback = new Playback(sampleRate);
  #sincePosition = 0;
  #sinceLevel = 0;
  #told = "";
  #wasDry = true;
  #wasSilent = true;
  #isRunning = true;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<PlayerOrder>) => this.#obey(data);
  }

  process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const [first, ...others] = output ?? [];
    if (!first) return this.#isRunning;
    this.#playback.pull(first);
    for (const channel of others) channel.set(first);
    const ms = (first.length * 1_000) / sampleRate;
    this.#sinceLevel += ms;
    this.#sincePosition += ms;
    if (this.#sinceLevel >= LEVEL_MS) this.#tellLevel(first);
    if (this.#sincePosition >= POSITION_MS) this.#tellPosition();
    if (this.#playback.isDry && !this.#wasDry) {
      this.#tellPosition();
      this.#tell({ kind: "dry" });
    }
    this.#wasDry = this.#playback.isDry;
    return this.#isRunning;
  }

  #obey(order: PlayerOrder): void {
    if (order.kind === "start") {
      this.#playback.start(order.requestId);
    } else if (order.kind === "sound") {
      this.#playback.push(order.samples);
      this.#wasDry = false;
    } else if (order.kind === "end") {
      this.#playback.end();
    } else if (order.kind === "flush") {
      this.#playback.flush();
      this.#tellPosition();
      this.#tell({ kind: "flushed" });
    } else {
      this.#isRunning = false;
    }
  }

  #tellLevel(samples: Float32Array): void {
    this.#sinceLevel = 0;
    const rms = loudness(samples);
    // One silence is told, so that a meter falls back; more of it is no news.
    if (rms || !this.#wasSilent) this.#tell({ kind: "level", rms });
    this.#wasSilent = !rms;
  }

  #tellPosition(): void {
    this.#sincePosition = 0;
    const { position, underruns, cushionMs } = this.#playback;
    const now = `${position.requestId} ${position.playedMs}`;
    if (!position.requestId || now === this.#told) return;
    this.#told = now;
    this.#tell({ kind: "position", ...position, underruns, cushionMs });
  }

  #tell(report: PlayerReport): void {
    this.port.postMessage(report);
  }
}

registerProcessor("ten-lite-player", Player);
