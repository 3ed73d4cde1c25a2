import { describe, expect, it } from "vitest";
import { Resampler } from "../src/resampler.js";

function sine(hz: number, rate: number, seconds = 0.5): Float32Array {
  return Float32Array.from({ length: rate * seconds }, (_, index) =>
    Math.sin((2 * Math.PI * hz * index) / rate),
  );
}

/** In pieces of the audio thread's size. */
function convert(samples: Float32Array, from: number, to: number, piece = 128): Float32Array {
  const resampler = new Resampler(from, to);
  const output: number[] = [];
  for (let start = 0; start < samples.length; start += piece) {
    output.push(...resampler.process(samples.subarray(start, start + piece)));
  }
  return Float32Array.from(output);
}

/** Level in dB of a full sine, without the ends. */
function level(samples: Float32Array): number {
  const middle = samples.subarray(500, -500);
  const power = middle.reduce((sum, value) => sum + value * value, 0) / middle.length;
  return 10 * Math.log10(2 * power + 1e-20);
}

describe.each([
  [48_000, 16_000],
  [44_100, 16_000],
  [96_000, 16_000],
  [24_000, 16_000],
])("from %d to %d Hz", (from, to) => {
  it.each([100, 1_000, 4_000, 6_500])("speech at %d Hz stays as loud as it is", (hz) => {
    expect(Math.abs(level(convert(sine(hz, from), from, to)))).toBeLessThan(0.1);
  });

  const aliases = [8_200, 9_000, 11_000, 11_900, 15_000, 17_000, 21_000];
  it.each(aliases.filter((hz) => hz < from / 2))("an alias of %d Hz is 60 dB down", (hz) => {
    expect(level(convert(sine(hz, from), from, to))).toBeLessThan(-60);
  });
});

it("a sine keeps its form and its place", () => {
  const output = convert(sine(440, 48_000), 48_000, 16_000);
  const wanted = sine(440, 16_000);
  const errors = output.map((value, index) => Math.abs(value - (wanted[index] as number)));
  expect(Math.max(...errors.subarray(100))).toBeLessThan(1e-3);
});

it("going up makes no images either", () => {
  const up = convert(sine(6_500, 16_000), 16_000, 48_000);
  const wanted = sine(6_500, 48_000);
  const errors = up.map((value, index) => Math.abs(value - (wanted[index] as number)));
  expect(Math.max(...errors.subarray(500, -500))).toBeLessThan(0.01);
});

it.each([1, 7, 128, 1_000])("pieces of %d samples make no difference", (piece) => {
  const samples = sine(300, 44_100, 0.1);
  expect(convert(samples, 44_100, 16_000, piece)).toEqual(convert(samples, 44_100, 16_000, 4_410));
});

it("no sample is lost or made in the long run", () => {
  const output = convert(new Float32Array(44_100), 44_100, 16_000);
  expect(16_000 - output.length).toBeLessThanOrEqual(33);
});

it("the same rate passes as it is", () => {
  const samples = sine(300, 16_000, 0.01);
  expect(new Resampler(16_000, 16_000).process(samples)).toBe(samples);
});
