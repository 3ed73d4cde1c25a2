/** One WebSocket, from its handshake to its loss. */

import {
  decodeBase64,
  decodeSound,
  decodeText,
  encodeBase64,
  encodeSound,
  type Sound,
  SUBPROTOCOL_BINARY,
  SUBPROTOCOL_TEXT,
} from "./codec.js";
import type { AudioMessage, HelloMessage, Ready, ServerMessage } from "./messages.js";
import type { Gap, Outgoing } from "./outbox.js";

export const HANDSHAKE_MS = 10_000;
export const STALE_MS = 25_000;

/** What a link tells; after `lost` it tells nothing more. */
export interface LinkListener {
  ready(ready: Ready): void;
  /** A message of the conversation came, before it is read. */
  counted(): void;
  message(message: ServerMessage): void;
  sound(sound: Sound): void;
  acknowledged(count: number): void;
  /** A message could not be read. */
  unreadable(error: Error): void;
  lost(code: number, reason: string): void;
}

/** Says hello, finds out when the other side has vanished, and translates. */
export class Link {
  readonly #socket: WebSocket;
  readonly #listener: LinkListener;
  #timer: ReturnType<typeof setTimeout>;
  #heardAt = Date.now();
  #isReady = false;
  #isOver = false;

  constructor(url: string, hello: HelloMessage, listener: LinkListener) {
    this.#listener = listener;
    this.#socket = new WebSocket(url, [SUBPROTOCOL_BINARY, SUBPROTOCOL_TEXT]);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => this.#socket.send(JSON.stringify(hello));
    this.#socket.onmessage = ({ data }) => this.#hear(data);
    this.#socket.onclose = ({ code, reason }) => this.#end(code, reason);
    this.#timer = setTimeout(() => this.#end(1006, "no answer"), HANDSHAKE_MS);
  }

  /** Bytes that were written and have not left this machine. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Write `entry` in the form that the server chose. */
  write(entry: Outgoing | Gap): void {
    if (entry.kind === "gap") {
      this.#send({ type: "data", name: "gap", data: { messages: entry.messages } });
    } else if (entry.kind !== "sound") {
      this.#send(entry.message);
    } else if (this.#socket.protocol === SUBPROTOCOL_BINARY) {
      this.#socket.send(encodeSound(entry.sound));
    } else {
      this.#send({ type: "audio", audio: encodeBase64(entry.sound.samples) });
    }
  }

  /** Tell how many messages came. */
  acknowledge(received: number): void {
    this.#send({ type: "ack", data: { received } });
  }

  /** Timers stand still while a page sleeps: look whether the other side was heard lately. */
  check(): void {
    if (this.#isReady && Date.now() - this.#heardAt >= STALE_MS) this.#end(1006, "stale");
  }

  /** Leave without a word to the listener. */
  close(code?: number): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    // A socket that hangs may tell of its end, or of a late message, when another is in use.
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close(code);
  }

  #send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  #end(code: number, reason: string): void {
    if (this.#isOver) return;
    this.close();
    this.#listener.lost(code, reason);
  }

  #hear(data: string | ArrayBuffer): void {
    this.#heardAt = Date.now();
    if (this.#isReady) this.#watch();
    try {
      if (typeof data === "string") this.#read(data);
      else this.#readBinary(data);
    } catch (error) {
      this.#listener.unreadable(error as Error);
    }
  }

  #watch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(1006, "stale"), STALE_MS);
  }

  #readBinary(data: ArrayBuffer): void {
    if (!this.#isReady) return;
    this.#listener.counted();
    const sound = decodeSound(data);
    if (sound) this.#listener.sound(sound);
  }

  #read(text: string): void {
    let message: ReturnType<typeof decodeText>;
    try {
      message = decodeText(text);
    } catch (error) {
      // The server has counted it, whatever it was.
      if (this.#isReady) this.#listener.counted();
      throw error;
    }
    if (message?.type === "ready") {
      if (this.#isReady) return;
      this.#isReady = true;
      this.#watch();
      this.#listener.ready(message.data);
    } else if (message?.type === "ack") {
      this.#listener.acknowledged(message.data.received);
    } else if (message?.type !== "ping") {
      if (this.#isReady) this.#listener.counted();
      if (message?.type === "audio") this.#listener.sound(soundOf(message));
      else if (message) this.#listener.message(message);
    }
  }
}

function soundOf({ audio, metadata }: AudioMessage): Sound {
  const samples = decodeBase64(audio);
  const sound: Sound = { samples, sequence: 0, timestampMs: 0 };
  return metadata?.sample_rate ? { ...sound, sampleRate: metadata.sample_rate } : sound;
}
