import { describe, expect, it } from "vitest";
import { Playback } from "../src/playback.js";

const RATE = 16_000;
const BLOCK = 128;

function ms(length: number, value = 1): Float32Array {
  return new Float32Array((length * RATE) / 1_000).fill(value);
}

/** What is heard in `length` milliseconds. */
function listen(playback: Playback, length: number): Float32Array {
  const heard = new Float32Array(Math.ceil((length * RATE) / 1_000 / BLOCK) * BLOCK).fill(9);
  for (let start = 0; start < heard.length; start += BLOCK) {
    playback.pull(heard.subarray(start, start + BLOCK));
  }
  return heard;
}

function isSilent(samples: Float32Array): boolean {
  return samples.every((sample) => sample === 0);
}

describe("the cushion", () => {
  it("is filled with 60 ms before anything is heard", () => {
    const playback = new Playback(RATE);
    playback.push(ms(40));
    expect(isSilent(listen(playback, 8))).toBe(true);
    playback.push(ms(20));
    expect(listen(playback, 8).every((sample) => sample === 1)).toBe(true);
  });

  it("does not hold back an answer that is shorter, or whose end is not told", () => {
    const told = new Playback(RATE);
    told.push(ms(16));
    told.end();
    expect(isSilent(listen(told, 8))).toBe(false);
    const untold = new Playback(RATE);
    untold.push(ms(16));
    expect(isSilent(listen(untold, 120))).toBe(true);
    expect(isSilent(listen(untold, 16))).toBe(false);
  });

  it("grows by 20 ms when sound came too late, up to 120 ms, and is filled again", () => {
    const playback = new Playback(RATE);
    for (const cushion of [80, 100, 120, 120]) {
      playback.push(ms(playback.cushionMs));
      listen(playback, 200);
      expect(playback.cushionMs).toBe(cushion);
    }
    expect(playback.underruns).toBe(4);
    playback.push(ms(119));
    expect(isSilent(listen(playback, 8))).toBe(true);
  });

  it("shrinks after 10 s without a gap, down to 60 ms", () => {
    const playback = new Playback(RATE);
    playback.push(ms(60));
    listen(playback, 100);
    for (let second = 0; second < 25; second++) {
      playback.push(ms(1_000));
      listen(playback, second ? 1_000 : 900);
    }
    expect(playback.cushionMs).toBe(60);
  });

  it("does not grow at the end of an answer", () => {
    const playback = new Playback(RATE);
    playback.push(ms(60));
    playback.end();
    listen(playback, 200);
    expect(playback).toMatchObject({ cushionMs: 60, underruns: 0, isDry: true });
  });
});

describe("a flush", () => {
  it("is silence from the very next sample", () => {
    const playback = new Playback(RATE);
    playback.push(ms(500));
    listen(playback, 80);
    playback.flush();
    expect(playback.isDry).toBe(true);
    expect(isSilent(listen(playback, 600))).toBe(true);
  });

  it("does not count what it threw away, and counting goes on when sound comes again", () => {
    const playback = new Playback(RATE);
    playback.start("a");
    playback.push(ms(500));
    listen(playback, 80);
    playback.flush();
    listen(playback, 80);
    expect(playback.position).toEqual({ requestId: "a", playedMs: 80 });
    playback.push(ms(420));
    playback.end();
    listen(playback, 500);
    expect(playback.position).toEqual({ requestId: "a", playedMs: 500 });
  });
});

describe("the position", () => {
  it("is of the answer that is heard, not of the one that came last", () => {
    const playback = new Playback(RATE);
    playback.start("a");
    playback.push(ms(160));
    playback.start("b");
    playback.push(ms(160));
    listen(playback, 80);
    expect(playback.position).toEqual({ requestId: "a", playedMs: 80 });
    listen(playback, 160);
    expect(playback.position).toEqual({ requestId: "b", playedMs: 80 });
  });

  it("counts sound, not silence between it", () => {
    const playback = new Playback(RATE);
    playback.start("a");
    playback.push(ms(64));
    listen(playback, 400);
    expect(playback.position.playedMs).toBe(64);
  });
});

it("each sample is heard once, in order, whatever the pieces", () => {
  const playback = new Playback(RATE);
  const all = Float32Array.from({ length: 5_000 }, (_, index) => index + 1);
  for (let start = 0, size = 1; start < all.length; start += size, size = (size * 7) % 501) {
    playback.push(all.slice(start, start + size));
  }
  playback.end();
  const heard = listen(playback, 1_000);
  expect([...heard.subarray(0, 5_000)]).toEqual([...all]);
  expect(isSilent(heard.subarray(5_000))).toBe(true);
});

it("no more than 30 s wait; the rest is refused and counted", () => {
  const playback = new Playback(RATE);
  for (let second = 0; second < 40; second++) playback.push(ms(1_000));
  expect(playback.queuedMs).toBe(30_000);
  expect(playback.dropped).toBe(10 * RATE);
});
