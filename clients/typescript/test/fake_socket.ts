/** A WebSocket whose server is the test. */

import { vi } from "vitest";

type Written = string | ArrayBuffer;

export class FakeSocket {
  static all: FakeSocket[] = [];
  binaryType = "blob";
  bufferedAmount = 0;
  protocol = "ten-lite.v1.bin";
  written: Written[] = [];
  closedWith: (number | undefined)[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: Written }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.all.push(this);
  }

  send(data: Written): void {
    this.written.push(data);
  }

  close(code?: number): void {
    this.closedWith.push(code);
  }

  /** What the client wrote: objects of text messages, sequence numbers of sound. */
  get said(): unknown[] {
    return this.written.map((data) =>
      typeof data === "string" ? JSON.parse(data) : new DataView(data).getUint32(8, true),
    );
  }

  open(): void {
    this.onopen?.();
  }

  tell(message: object | string | ArrayBuffer): void {
    const isRaw = typeof message === "string" || message instanceof ArrayBuffer;
    this.onmessage?.({ data: isRaw ? message : JSON.stringify(message) });
  }

  fail(code = 1006): void {
    this.onclose?.({ code, reason: "" });
  }

  /** Open and be ready; forgets the hello. */
  accept(ready: object = {}): void {
    this.open();
    this.written = [];
    this.tell({ type: "ready", data: { ...READY, ...ready } });
  }
}

export const READY = {
  session_id: "s1",
  resume_token: "r1",
  resume_window_s: 30,
  resumed: false,
  received: 0,
  sample_rate: 16_000,
  channels: 1,
};

/** Fake sockets and fake time, from now on. */
export function useFakeSockets(): void {
  vi.useFakeTimers();
  vi.clearAllTimers();
  FakeSocket.all = [];
  vi.stubGlobal("WebSocket", FakeSocket);
}

/** The socket that was opened last. */
export function latest(): FakeSocket {
  return FakeSocket.all[FakeSocket.all.length - 1] as FakeSocket;
}
