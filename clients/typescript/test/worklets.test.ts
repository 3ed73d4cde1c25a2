import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { PlayerOrder, PlayerReport } from "../src/speaker.js";
import { FakePort } from "./fake_audio.js";

interface Processor {
  port: FakePort;
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

const made = new Map<string, new (options: object) => Processor>();

function useScope(rate: number): void {
  vi.stubGlobal("sampleRate", rate);
  vi.stubGlobal(
    "AudioWorkletProcessor",
    class {
      port = new FakePort();
    },
  );
  vi.stubGlobal("registerProcessor", (name: string, processor: never) => made.set(name, processor));
}

beforeAll(async () => {
  useScope(16_000);
  await import("../src/worklets/recorder.worklet.js");
  await import("../src/worklets/player.worklet.js");
});

beforeEach(() => useScope(16_000));

function make(name: string, processorOptions = {}): Processor {
  const processor = made.get(name);
  if (!processor) throw new Error(`${name} is not registered`);
  return new processor({ processorOptions });
}

it("the recorder gives 16 kHz chunks of a 48 kHz microphone", () => {
  useScope(48_000);
  const recorder = make("ten-lite-recorder", { sampleRate: 16_000, chunkSamples: 320 });
  for (let block = 0; block < 375; block++) {
    expect(recorder.process([[new Float32Array(128).fill(0.5)]], [])).toBe(true);
  }
  const chunks = recorder.port.sent as Int16Array[];
  expect(chunks).toHaveLength(49);
  expect(new Set(chunks.map((chunk) => chunk.length))).toEqual(new Set([320]));
  expect(chunks[20]?.every((sample) => Math.abs(sample - 16_384) <= 1)).toBe(true);
});

it("the recorder waits for a microphone that gives nothing, and ends when it is stopped", () => {
  const recorder = make("ten-lite-recorder", { sampleRate: 16_000, chunkSamples: 320 });
  expect(recorder.process([[]], [])).toBe(true);
  recorder.port.onmessage?.({ data: "stop" });
  expect(recorder.process([[new Float32Array(128)]], [])).toBe(false);
});

function play(player: Processor, ms: number): Float32Array[] {
  return Array.from({ length: Math.ceil(ms / 8) }, () => {
    const output = [new Float32Array(128), new Float32Array(128)];
    player.process([], [output]);
    expect(output[0]).toEqual(output[1]);
    return output[0] as Float32Array;
  });
}

function tell(player: Processor, order: PlayerOrder): void {
  player.port.onmessage?.({ data: order });
}

function reports(player: Processor, kind: PlayerReport["kind"]): PlayerReport[] {
  return (player.port.sent as PlayerReport[]).filter((report) => report.kind === kind);
}

it("the player tells the position about every 100 ms, at the end, and then no more", () => {
  const player = make("ten-lite-player");
  tell(player, { kind: "start", requestId: "a" });
  tell(player, { kind: "sound", samples: new Float32Array(16_000).fill(0.5) });
  tell(player, { kind: "end" });
  play(player, 3_000);
  const told = reports(player, "position").map((report) => "playedMs" in report && report.playedMs);
  expect(told.slice(0, 3)).toEqual([104, 208, 312]);
  expect(told.at(-1)).toBe(1_000);
  expect(told).toHaveLength(10);
  expect(reports(player, "dry")).toHaveLength(1);
});

it("a flush silences the very next block and tells what was played", () => {
  const player = make("ten-lite-player");
  tell(player, { kind: "start", requestId: "a" });
  tell(player, { kind: "sound", samples: new Float32Array(16_000).fill(0.5) });
  play(player, 160);
  tell(player, { kind: "flush" });
  expect(reports(player, "position").at(-1)).toMatchObject({ requestId: "a", playedMs: 160 });
  expect(reports(player, "flushed")).toHaveLength(1);
  expect(play(player, 100).every((block) => block.every((sample) => sample === 0))).toBe(true);
});

it("the level is told while there is sound, and once when there is none", () => {
  const player = make("ten-lite-player");
  play(player, 400);
  expect(reports(player, "level")).toEqual([]);
  tell(player, { kind: "sound", samples: new Float32Array(1_600).fill(0.5) });
  tell(player, { kind: "end" });
  play(player, 400);
  expect(reports(player, "level").map((report) => "rms" in report && report.rms)).toEqual([
    0.5, 0.5, 0,
  ]);
});

it("the player ends when it is stopped", () => {
  const player = make("ten-lite-player");
  tell(player, { kind: "stop" });
  expect(player.process([], [[new Float32Array(128)]])).toBe(false);
});
