/** The browser's sound, without sound. */

import { vi } from "vitest";

export class FakePort {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  sent: unknown[] = [];

  postMessage(message: unknown): void {
    this.sent.push(message);
  }
}

export class FakeNode {
  static all: FakeNode[] = [];
  port = new FakePort();
  connect = vi.fn();

  constructor(
    readonly context: FakeContext,
    readonly name: string,
    readonly options: { processorOptions?: unknown },
  ) {
    FakeNode.all.push(this);
  }
}

export class FakeContext {
  static all: FakeContext[] = [];
  /** Rates the device goes with; null for any. */
  static rates: number[] | null = null;
  /** Whether a microphone must be at the browser's own rate, as in Firefox. */
  static isFussy = false;
  static modules: () => Promise<void> = () => Promise.resolve();
  readonly sampleRate: number;
  state = "running";
  destination = {};
  source = { connect: vi.fn() };
  audioWorklet = { addModule: vi.fn((_url: string) => FakeContext.modules()) };

  constructor({ sampleRate = 48_000 }: { sampleRate?: number } = {}) {
    if (FakeContext.rates && !FakeContext.rates.includes(sampleRate)) {
      throw new DOMException("rate", "NotSupportedError");
    }
    this.sampleRate = sampleRate;
    FakeContext.all.push(this);
  }

  createMediaStreamSource(): object {
    if (FakeContext.isFussy && this.sampleRate !== 48_000) {
      throw new DOMException("different rates", "NotSupportedError");
    }
    return this.source;
  }

  async resume(): Promise<void> {}

  async close(): Promise<void> {
    this.state = "closed";
  }
}

export class FakeTrack extends EventTarget {
  stop = vi.fn();
}

/** A browser with a microphone, which is the track. */
export function useFakeAudio(): { track: FakeTrack; getUserMedia: ReturnType<typeof vi.fn> } {
  FakeNode.all = [];
  FakeContext.all = [];
  FakeContext.rates = null;
  FakeContext.isFussy = false;
  FakeContext.modules = () => Promise.resolve();
  const track = new FakeTrack();
  const getUserMedia = vi.fn(async () => ({ getTracks: () => [track] }));
  vi.stubGlobal("AudioContext", FakeContext);
  vi.stubGlobal("AudioWorkletNode", FakeNode);
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
  vi.stubGlobal("isSecureContext", true);
  return { track, getUserMedia };
}

/** The node that was made last. */
export function latestNode(): FakeNode {
  return FakeNode.all[FakeNode.all.length - 1] as FakeNode;
}
