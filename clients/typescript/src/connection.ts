/** A conversation that survives its sockets. */

import { address } from "./address.js";
import { Backoff } from "./backoff.js";
import {
  type ConnectionEvents,
  type ConnectionOptions,
  type ConnectionStatus,
  FINAL,
  NOT_CONNECTED,
} from "./connection_types.js";
import { Deferred } from "./deferred.js";
import { Emitter } from "./emitter.js";
import { ClientError } from "./errors.js";
import { Link } from "./link.js";
import type { ClientMessage, HelloMessage, Ready } from "./messages.js";
import { Sender } from "./sender.js";
import { onWake } from "./wakeups.js";

export const STABLE_MS = 10_000;
const ACK_MS = 1_000;

/** Connects, connects again, and sends what was lost in between; both sides count messages. */
export class Connection extends Emitter<ConnectionEvents> {
  readonly #options: ConnectionOptions;
  readonly #address: string;
  readonly #backoff: Backoff;
  #sender = new Sender();
  #state = NOT_CONNECTED;
  #link: Link | null = null;
  #resumeToken = "";
  #received = 0;
  #toldReceived = 0;
  #timers: Partial<Record<"retry" | "stable" | "ack", ReturnType<typeof setTimeout>>> = {};
  #unwake = () => {};
  #first: Deferred<Ready> | null = null;

  /** @throws TypeError The `url` is no address of a WebSocket. */
  constructor(options: ConnectionOptions) {
    super();
    this.#options = options;
    this.#address = address(options.url);
    this.#backoff = new Backoff(options.backoff);
  }

  get state(): ConnectionStatus {
    return this.#state;
  }

  /** Rate of the sound both ways; 16,000 until the server says otherwise. */
  get sampleRate(): number {
    return this.#sender.sampleRate;
  }

  /** Messages, nearly all of them sound, that were given up because the network was too slow. */
  get dropped(): number {
    return this.#sender.dropped;
  }

  /**
   * Connect, and stay connected until `close`; done when the server is ready for the first time.
   *
   * @throws ClientError It was closed, or the server wants nothing to do with it.
   */
  connect(): Promise<Ready> {
    if (this.#first) return this.#first.promise;
    const first = new Deferred<Ready>();
    this.#first = first;
    // Who does not wait for the first success hears of errors by the event.
    first.promise.catch(() => {});
    this.#unwake = onWake(() => this.#wake());
    this.#open();
    return first.promise;
  }

  /** End the conversation. */
  close(): void {
    this.#finish(new ClientError("connection", "closed", "The connection was closed", true));
  }

  /** Say `message`, now or when there is a connection. */
  send(kind: "text" | "setting" | "moment", message: ClientMessage): void {
    this.#sender.put({ kind, message });
  }

  /** Send mono sound in `sampleRate`; what is older than 2 s is given up. */
  sendSound(samples: Int16Array): void {
    this.#sender.putSound(samples);
  }

  /** Tell the server now what came; it is told once a second anyway. */
  acknowledge(): void {
    if (this.#received === this.#toldReceived) return;
    this.#toldReceived = this.#received;
    this.#link?.acknowledge(this.#received);
  }

  #open(): void {
    clearTimeout(this.#timers.retry);
    this.#tell({ ...this.#trying(), retryInMs: 0 });
    const { token } = this.#options;
    const data: HelloMessage["data"] = token ? { token } : {};
    if (this.#resumeToken) {
      const { sent } = this.#sender;
      data.resume = { token: this.#resumeToken, received: this.#received, sent };
    }
    try {
      this.#link = this.#dial({ type: "hello", data });
    } catch (error) {
      const why = `The browser refuses ${this.#address}: ${(error as Error).message}`;
      this.#finish(new ClientError("connection", "address_refused", why, true));
    }
  }

  #dial(hello: HelloMessage): Link {
    return new Link(this.#address, hello, {
      ready: (ready) => this.#ready(ready),
      counted: () => this.#received++,
      message: (message) => this.emit("message", message),
      sound: (sound) => this.emit("sound", sound),
      acknowledged: (count) => this.#sender.acknowledge(count),
      unreadable: ({ message }) =>
        this.emit("error", new ClientError("connection", "unreadable", message)),
      lost: (code, reason) => this.#lost(code, reason),
    });
  }

  #ready(ready: Ready): void {
    const link = this.#link;
    if (!link) return;
    const isResumed = ready.resumed && this.#resumeToken !== "";
    this.#sender.sampleRate = ready.sample_rate;
    if (isResumed) {
      this.#sender.resume(link, ready.received);
    } else {
      this.#sender.restart(link, this.#options.settings?.() ?? []);
      this.#received = 0;
    }
    this.#toldReceived = this.#received;
    this.#resumeToken = ready.resume_token;
    this.#timers.stable = setTimeout(() => this.#backoff.reset(), STABLE_MS);
    this.#timers.ack = setInterval(() => this.acknowledge(), ACK_MS);
    const sessionId = ready.session_id;
    this.#tell({ status: "open", sessionId, resumed: isResumed, retryInMs: 0, closeCode: 0 });
    this.emit("ready", ready);
    this.#first?.resolve(ready);
  }

  #lost(closeCode: number, reason: string): void {
    this.#stop();
    const final = FINAL[closeCode];
    const { maxAttempts = Number.POSITIVE_INFINITY } = this.#options;
    if (final) {
      this.#finish(new ClientError("connection", ...final, true), closeCode);
    } else if (this.#backoff.attempts >= maxAttempts) {
      const why = `No connection in ${maxAttempts} attempts (${closeCode} ${reason})`;
      this.#finish(new ClientError("connection", "unreachable", why, true), closeCode);
    } else {
      const retryInMs = this.#backoff.next();
      this.#timers.retry = setTimeout(() => this.#open(), retryInMs);
      this.#tell({ ...this.#trying(), retryInMs, closeCode });
    }
  }

  #wake(): void {
    if (this.#link) this.#link.check();
    if (!this.#link) this.#open();
  }

  #finish(error: ClientError, closeCode = 0): void {
    const first = this.#first;
    if (!first) return;
    this.#link?.close(1000);
    this.#stop();
    this.#unwake();
    this.#first = null;
    this.#resumeToken = "";
    this.#sender = new Sender();
    this.#backoff.reset();
    this.#tell({ ...NOT_CONNECTED, closeCode });
    if (error.code !== "closed") this.emit("error", error);
    first.reject(error);
  }

  #stop(): void {
    this.#link = null;
    this.#sender.pause();
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#timers = {};
  }

  #trying(): Partial<ConnectionStatus> {
    const status = this.#resumeToken ? "reconnecting" : "connecting";
    return { status, attempts: this.#backoff.attempts };
  }

  #tell(change: Partial<ConnectionStatus>): void {
    this.#state = { ...this.#state, ...change };
    this.emit("status", this.#state);
  }
}
