/** How fast what is said is given to the socket. */

import type { Link } from "./link.js";
import type { ClientMessage } from "./messages.js";
import { type Gap, Outbox, type Outgoing } from "./outbox.js";

const PUMP_MS = 20;
/** Half of the 500 ms of sound that may wait is the socket's, the other half can still be dropped. */
const BUFFERED_MS = 250;
const WAITING_MS = 250;
const UNNUMBERED = -1;

/** Numbers sound, and keeps it here rather than in a socket that does not get rid of it. */
export class Sender {
  /** Of the sound that is sent. */
  sampleRate = 16_000;
  readonly #outbox = new Outbox();
  readonly #startedAt = performance.now();
  #link: Link | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sequence = 0;

  get dropped(): number {
    return this.#outbox.dropped;
  }

  /** Messages that were written, as the server counts them. */
  get sent(): number {
    return this.#outbox.sent;
  }

  /** Texts that the server may not have. */
  get pendingTexts(): number {
    return this.#outbox.pendingTexts;
  }

  put(entry: Outgoing): void {
    this.#outbox.put(entry);
    this.#pump();
  }

  putSound(samples: Int16Array): void {
    const ms = (samples.length * 1_000) / this.sampleRate;
    const timestampMs = Math.max(0, Math.round(performance.now() - this.#startedAt - ms));
    this.put({ kind: "sound", sound: { samples, sequence: UNNUMBERED, timestampMs }, ms });
  }

  acknowledge(count: number): void {
    this.#outbox.acknowledge(count);
  }

  /** Go on over `link`, whose server has `received` messages of this conversation. */
  resume(link: Link, received: number): void {
    this.#outbox.resume(received);
    this.#start(link);
  }

  /** Begin a new conversation over `link` with `settings`. */
  restart(link: Link, settings: ClientMessage[]): void {
    this.#sequence = 0;
    this.#outbox.restart(settings.map((message) => ({ kind: "setting", message })));
    this.#start(link);
  }

  /** There is no link for now. */
  pause(): void {
    this.#link = null;
    clearTimeout(this.#timer);
  }

  #start(link: Link): void {
    this.#link = link;
    // What waited for the link is not sound that came too fast: all of it goes at once.
    for (let entry = this.#outbox.next(); entry; entry = this.#outbox.next()) {
      this.#write(link, entry);
    }
  }

  #write(link: Link, entry: Outgoing | Gap): void {
    // What is written again keeps its number.
    if (entry.kind === "sound" && entry.sound.sequence === UNNUMBERED) {
      entry.sound.sequence = this.#sequence++;
    }
    link.write(entry);
  }

  #pump(): void {
    clearTimeout(this.#timer);
    if (!this.#link) return;
    const bytesPerMs = (this.sampleRate * 2) / 1_000;
    while (this.#link.bufferedBytes <= BUFFERED_MS * bytesPerMs) {
      const entry = this.#outbox.next();
      if (!entry) return;
      this.#write(this.#link, entry);
    }
    this.#outbox.trimWaiting(WAITING_MS);
    this.#timer = setTimeout(() => this.#pump(), PUMP_MS);
  }
}
