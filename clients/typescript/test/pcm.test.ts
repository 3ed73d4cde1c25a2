import { expect, it } from "vitest";
import { Chunker, fromPcm16, loudness, toPcm16 } from "../src/pcm.js";

it("too loud is clipped, not wrapped round", () => {
  expect([...toPcm16(new Float32Array([1, 2, -1, -2, 0]))]).toEqual([
    32_767, 32_767, -32_768, -32_768, 0,
  ]);
});

it("PCM16 survives the way to numbers and back", () => {
  const samples = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768);
  expect(toPcm16(fromPcm16(samples))).toEqual(samples);
});

it.each([320, 1_024, 4_096, 8_192])("chunks of %d hold each sample once, in order", (size) => {
  const chunker = new Chunker(size);
  const total = size * 3;
  const all = Float32Array.from({ length: total }, (_, index) => (index % 30_000) / 32_768);
  const chunks: Int16Array[] = [];
  for (let start = 0; start < total; start += 128) {
    chunks.push(...chunker.push(all.subarray(start, start + 128)));
  }
  expect(chunks.map((chunk) => chunk.length)).toEqual([size, size, size]);
  expect(chunks.flatMap((chunk) => [...chunk])).toEqual([...toPcm16(all)]);
  expect(new Set(chunks.map((chunk) => chunk.buffer)).size).toBe(3);
});

it("loudness is 0 for silence, 1 for the loudest, the same for both forms", () => {
  expect(loudness(new Int16Array(0))).toBe(0);
  expect(loudness(new Int16Array([-32_768, -32_768]))).toBe(1);
  expect(loudness(new Float32Array([0.5, -0.5]))).toBe(loudness(new Int16Array([16_384, -16_384])));
});
