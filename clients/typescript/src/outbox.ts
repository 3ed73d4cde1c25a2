/** What is to be written, and what was written and is not acknowledged. */

import type { Sound } from "./codec.js";
import type { ClientMessage } from "./messages.js";

export type Outgoing =
  /** Given up when it is too old. */
  | { kind: "sound"; sound: Sound; ms: number }
  /** What the user typed: never given up, and said in a new conversation when the old one is gone. */
  | { kind: "text"; message: ClientMessage }
  /** Never given up in its conversation, and void in another. */
  | { kind: "setting"; message: ClientMessage }
  /** Given up when there are too many. */
  | { kind: "moment"; message: ClientMessage };

/** In the place of what was given up after it was counted. */
export interface Gap {
  kind: "gap";
  messages: number;
  /** How many of them `dropped` has. */
  told: number;
}

export interface OutboxOptions {
  /** Sound kept at most, waiting and unacknowledged together. */
  soundMs?: number;
  /** Messages of the moment kept at most. */
  moments?: number;
  /** Texts and settings kept at most. */
  texts?: number;
}

/**
 * Keeps one client's messages in order, bounded; knows no socket.
 *
 * Messages are counted when they are written, so what is dropped before leaves no trace in the
 * count, and what is dropped after leaves a gap that stands for it.
 */
export class Outbox {
  /** Messages that were given up before the server had them. */
  dropped = 0;
  /** Messages the server said it has. */
  acknowledged = 0;
  #written: (Outgoing | Gap)[] = [];
  #waiting: (Outgoing | Gap)[] = [];
  readonly #limits: Required<OutboxOptions>;

  constructor({ soundMs = 2_000, moments = 100, texts = 1_000 }: OutboxOptions = {}) {
    this.#limits = { soundMs, moments, texts };
  }

  /** Sound that was not written yet, in milliseconds. */
  get waitingMs(): number {
    return soundMs(this.#waiting);
  }

  /** Texts that the server has not said it has. */
  get pendingTexts(): number {
    return this.#all().filter(({ kind }) => kind === "text").length;
  }

  /** Messages that were written, as the server counts them. */
  get sent(): number {
    return this.#written.reduce((sum, entry) => sum + weight(entry), this.acknowledged);
  }

  /**
   * Add `entry`, and give up what is too old.
   *
   * @throws Error Too many texts wait; none of them is ever given up.
   */
  put(entry: Outgoing): void {
    const { soundMs: maxMs, moments, texts } = this.#limits;
    const kept = this.#all();
    if (entry.kind === "text" || entry.kind === "setting") {
      if (kept.filter(({ kind }) => kind === entry.kind).length >= texts) {
        throw new Error(`${texts} messages wait for the server; no more are taken`);
      }
    }
    this.#waiting.push(entry);
    if (entry.kind === "moment" && kept.filter(({ kind }) => kind === "moment").length >= moments) {
      this.#giveUp("moment");
    }
    while (entry.kind === "sound" && soundMs(this.#all()) > maxMs) this.#giveUp("sound");
  }

  /** The next entry to write, which is counted from now on. */
  next(): Outgoing | Gap | undefined {
    const entry = this.#waiting.shift();
    if (entry) this.#written.push(entry);
    return entry;
  }

  /** Give up the oldest sound that waits beyond `limitMs`. */
  trimWaiting(limitMs: number): void {
    while (this.waitingMs > limitMs) this.#drop("sound");
  }

  /** The server has the first `count` messages. */
  acknowledge(count: number): void {
    for (let first = this.#written[0]; first && this.acknowledged < count; ) {
      const had = Math.min(weight(first), count - this.acknowledged);
      this.acknowledged += had;
      if (first.kind === "gap" && had < first.messages) {
        first.messages -= had;
        first.told = Math.min(first.told, first.messages);
      } else {
        this.#written.shift();
      }
      first = this.#written[0];
    }
  }

  /** The conversation goes on: what came after the first `received` will be written again. */
  resume(received: number): void {
    this.acknowledge(received);
    for (const entry of this.#written) {
      if (entry.kind !== "gap") continue;
      this.dropped += entry.messages - entry.told;
      entry.told = entry.messages;
    }
    this.#waiting.unshift(...this.#written);
    this.#written = [];
  }

  /** A new conversation: counts start again, `first` comes first, what makes sense is kept. */
  restart(first: Outgoing[] = []): void {
    const texts = this.#written.filter(({ kind }) => kind === "text");
    const waiting = this.#waiting.filter(({ kind }) => kind === "text" || kind === "sound");
    this.dropped += this.#written.filter(({ kind }) => kind === "sound").length;
    this.#waiting = [...first, ...texts, ...waiting];
    this.#written = [];
    this.acknowledged = 0;
  }

  #all(): (Outgoing | Gap)[] {
    return [...this.#written, ...this.#waiting];
  }

  #giveUp(kind: "sound" | "moment"): void {
    const index = this.#written.findIndex((entry) => entry.kind === kind);
    if (index < 0) {
      this.#drop(kind);
      return;
    }
    const gap: Gap = { kind: "gap", messages: 1, told: 0 };
    this.#written[index] = gap;
    for (const side of [index + 1, index - 1]) {
      const other = this.#written[side];
      if (other?.kind !== "gap") continue;
      gap.messages += other.messages;
      gap.told += other.told;
      this.#written.splice(side, 1);
    }
  }

  #drop(kind: "sound" | "moment"): void {
    const index = this.#waiting.findIndex((entry) => entry.kind === kind);
    this.#waiting.splice(index, 1);
    this.dropped++;
  }
}

function weight(entry: Outgoing | Gap): number {
  return entry.kind === "gap" ? entry.messages : 1;
}

function soundMs(entries: (Outgoing | Gap)[]): number {
  return entries.reduce((sum, entry) => sum + (entry.kind === "sound" ? entry.ms : 0), 0);
}
