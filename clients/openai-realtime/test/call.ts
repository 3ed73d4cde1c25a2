import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";
import type { OpenAIRealtimeError } from "openai/realtime/index";
import { OpenAIRealtimeWebSocket } from "openai/realtime/websocket";
import { OpenAIRealtimeWS } from "openai/realtime/ws";
import type {
  RealtimeClientEvent,
  RealtimeServerEvent,
  RealtimeSessionCreateRequest,
} from "openai/resources/realtime/realtime";
import { WebSocket } from "ws";
import type { Server } from "./server.js";

export type Variant = "websocket" | "ws";
type Kind = RealtimeServerEvent["type"];
type Of<K extends Kind> = Extract<RealtimeServerEvent, { type: K }>;

/** What the server wants to be told. */
export const TOKEN = "a-secret-of-the-test";
const BYTES_PER_MS = 48; // 24 kHz, 16 bit

/** A call with OpenAI's client, which keeps all events that came. */
export class Call {
  readonly got: RealtimeServerEvent[] = [];
  readonly errors: OpenAIRealtimeError[] = [];
  readonly #client: OpenAIRealtimeWebSocket | OpenAIRealtimeWS;
  #seen = 0;
  #changed = () => {};

  constructor(server: Server, variant: Variant) {
    const client = new OpenAI({ apiKey: TOKEN, baseURL: server.baseURL });
    const model = "anything";
    if (variant === "ws") {
      const options = { ca: server.certificate };
      this.#client = new OpenAIRealtimeWS({ model, options }, client);
    } else {
      // a browser's WebSocket trusts what its system trusts; this one trusts the test's server
      class Trusting extends WebSocket {
        constructor(url: string, protocols: string[]) {
          super(url, protocols, { ca: server.certificate });
        }
      }
      globalThis.WebSocket = Trusting as unknown as typeof globalThis.WebSocket;
      this.#client = new OpenAIRealtimeWebSocket({ model }, client);
    }
    this.#client.on("event", (event) => {
      this.got.push(event);
      this.#changed();
    });
    this.#client.on("error", (error) => {
      this.errors.push(error);
      this.#changed();
    });
  }

  /** Connect, and set the session up. */
  static async begin(
    server: Server,
    variant: Variant,
    session: Omit<RealtimeSessionCreateRequest, "type"> = {},
  ): Promise<Call> {
    const call = new Call(server, variant);
    await call.until("session.created");
    call.send({ type: "session.update", session: { type: "realtime", ...session } });
    await call.until("session.updated");
    return call;
  }

  send(event: RealtimeClientEvent): void {
    this.#client.send(event);
  }

  /** The next event of this type. */
  async until<K extends Kind>(kind: K): Promise<Of<K>> {
    for (;;) {
      while (this.#seen < this.got.length) {
        const event = this.got[this.#seen++];
        if (event?.type === kind) return event as Of<K>;
      }
      const failure = this.errors.find((error) => !error.error);
      if (failure) throw failure;
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  of<K extends Kind>(kind: K): Of<K>[] {
    return this.got.filter((event): event is Of<K> => event.type === kind);
  }

  type(text: string): void {
    const content = [{ type: "input_text" as const, text }];
    this.send({
      type: "conversation.item.create",
      item: { type: "message", role: "user", content },
    });
    this.send({ type: "response.create" });
  }

  /** Speak in real time; a sample of 0 is silence. */
  async say(ms: number, sample = 5_000): Promise<void> {
    const frame = Buffer.from(new Int16Array(20 * 24).fill(sample).buffer).toString("base64");
    for (let said = 0; said < ms; said += 20) {
      this.send({ type: "input_audio_buffer.append", audio: frame });
      await sleep(20);
    }
  }

  /** Length of the sound that came. */
  playedMs(): number {
    const deltas = this.of("response.output_audio.delta");
    const bytes = deltas.map((event) => Buffer.from(event.delta, "base64").length);
    return bytes.reduce((sum, size) => sum + size, 0) / BYTES_PER_MS;
  }

  close(): void {
    this.#client.close();
  }
}
