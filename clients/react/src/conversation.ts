/** A conversation, and what of it there is to show. */

import {
  type ClientError,
  type ConnectionStatus,
  NOT_CONNECTED,
  type ServerMessage,
  type State,
  TenLiteClient,
  type TenLiteClientOptions,
  type TurnMetrics,
} from "@ten-lite/client";
import { type Entry, heard, over, typed } from "./entries.js";
import { Store } from "./store.js";

export interface ConversationView {
  state: State;
  connection: ConnectionStatus & { dropped: number };
  isMicOn: boolean;
  /** What was said, oldest first. */
  entries: Entry[];
  /** What the turns took, oldest first. */
  turns: TurnMetrics[];
  /** The last error, until it is dismissed. */
  error: ClientError | null;
}

const EMPTY: ConversationView = {
  state: "idle",
  connection: { ...NOT_CONNECTED, dropped: 0 },
  isMicOn: false,
  entries: [],
  turns: [],
  error: null,
};
const MAX_TURNS = 200;

/** Follows a client's events, and keeps what a page shows of them. */
export class Conversation {
  readonly client: TenLiteClient;
  readonly view = new Store(EMPTY);
  #number = 0;
  #sessionId = "";

  /** @throws TypeError The `url` is no address of a WebSocket. */
  constructor(options: TenLiteClientOptions) {
    const client = new TenLiteClient(options);
    this.client = client;
    client.on("state", (state) => this.#set({ state }));
    client.on("connection", (connection) => {
      const { status, sessionId } = connection;
      if (status === "open" && sessionId !== this.#sessionId) this.#begin(sessionId);
      this.#set({ connection, isMicOn: client.isMicOn });
    });
    client.on("message", (message) => this.#hear(message));
    client.on("metrics", (turn) => this.#count(turn));
    client.on("error", (error) => this.#set({ error, isMicOn: client.isMicOn }));
  }

  /** Begin, with the microphone if `withMic`; errors are part of what is shown. */
  async start({ withMic }: { withMic: boolean }): Promise<void> {
    if (this.#sessionId && this.view.get().connection.status === "closed") this.#begin("");
    try {
      const connecting = this.client.connect();
      // Asked within the click, at the same time as the server.
      const listening = withMic ? this.startMic() : Promise.resolve();
      await Promise.all([connecting, listening]);
    } catch {
      // It was told by the event `error`, or the user closed it.
    }
  }

  /** Listen to the user; an error is part of what is shown. */
  async startMic(): Promise<void> {
    try {
      await this.client.startMic();
    } catch (error) {
      this.#set({ error: error as ClientError });
    }
    this.#set({ isMicOn: this.client.isMicOn });
  }

  stopMic(): void {
    this.client.stopMic();
    this.#set({ isMicOn: false });
  }

  /** @throws RangeError It is empty, or longer than 8,000 characters. */
  sendText(text: string): void {
    this.client.sendText(text);
    this.view.update((view) => ({ ...view, entries: typed(view.entries, this.#number, text) }));
  }

  dismissError(): void {
    this.#set({ error: null });
  }

  close(): void {
    this.client.close();
    this.#set({ isMicOn: false });
  }

  /** Another session than the last; what was typed before the first one is part of it. */
  #begin(sessionId: string): void {
    if (this.#sessionId) this.#number++;
    this.#sessionId = sessionId;
  }

  #hear(message: ServerMessage): void {
    if (message.type !== "data" || message.name !== "text_data") return;
    this.view.update((view) => ({
      ...view,
      entries: heard(view.entries, this.#number, message.data),
    }));
  }

  #count(turn: TurnMetrics): void {
    this.view.update((view) => ({
      ...view,
      turns: [...view.turns, turn].slice(-MAX_TURNS),
      entries: over(view.entries, this.#number, turn),
    }));
  }

  #set(change: Partial<ConversationView>): void {
    this.view.update((view) => ({ ...view, ...change }));
  }
}
