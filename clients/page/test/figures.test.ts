import type { ServerMessage, TurnMetrics } from "@ten-lite/client";
import { ClientError, NOT_CONNECTED } from "@ten-lite/client";
import { describe, expect, it } from "vitest";
import { adviceOf } from "../src/advice";
import { connectionLine, type LogLine, lineOf, logged } from "../src/log_lines";
import { duration, partsOf, quantile } from "../src/turn_bars";
import { Bars, heightOf } from "../src/waveform";

const TURN = {
  transcript_ms: 400,
  first_token_ms: 500,
  first_text_ms: 650,
  first_audio_ms: 800,
} as TurnMetrics;

describe("the parts of a turn", () => {
  it("follow each other up to the first sound", () => {
    expect(partsOf(TURN).map(({ stage, fromMs, toMs }) => [stage, fromMs, toMs])).toEqual([
      ["hear", 0, 400],
      ["think", 400, 500],
      ["word", 500, 650],
      ["speak", 650, 800],
    ]);
  });

  it("leave out what is not known or took no time, and stay whole", () => {
    const guessed = { ...TURN, first_token_ms: 100, first_text_ms: null };
    expect(partsOf(guessed).map(({ stage, fromMs, toMs }) => [stage, fromMs, toMs])).toEqual([
      ["hear", 0, 400],
      ["speak", 400, 800],
    ]);
  });

  it("have quantiles that were measured", () => {
    const waits = [900, 100, 300, 200];
    expect([quantile(waits, 0.5), quantile(waits, 0.95), quantile([], 0.5)]).toEqual([
      200,
      900,
      null,
    ]);
  });

  it("are told in milliseconds and in seconds", () => {
    expect([duration(840.4), duration(1_240)]).toEqual(["840 ms", "1.24 s"]);
  });
});

describe("the log", () => {
  const text = (isFinal: boolean): ServerMessage => ({
    type: "data",
    name: "text_data",
    data: {
      text: "why",
      role: "user",
      is_final: isFinal,
      stream_id: 1,
      data_type: "transcribe",
      text_ts: 0,
    },
  });

  it("has a text once, when it is final", () => {
    expect(lineOf(text(false))).toBeNull();
    expect(lineOf(text(true))).toEqual({ kind: "text", name: "user", text: "why" });
  });

  it("tells what is known of a turn, with units", () => {
    const data = { ...TURN, stream_id: 3, first_audio_ms: null, interrupted_ms: 900 };
    expect(lineOf({ type: "data", name: "metrics", data })).toEqual({
      kind: "figures",
      name: "turn 3",
      text: "transcript 400 ms, first token 500 ms, interrupted 900 ms",
    });
  });

  it("tells how a connection ended and when it is tried again, once an attempt", () => {
    const status = { ...NOT_CONNECTED, status: "reconnecting", attempts: 2, dropped: 0 } as const;
    expect(connectionLine({ ...status, closeCode: 1006 })).toBeNull();
    expect(connectionLine({ ...status, closeCode: 1006, retryInMs: 400 })?.text).toBe(
      "closed with 1006, again in 400 ms",
    );
  });

  it("is bounded, newest first", () => {
    let lines: LogLine[] = [];
    const line = { kind: "text", name: "user", text: "" } as const;
    for (let at = 0; at < 500; at++) lines = logged(lines, at, line);
    expect(lines).toHaveLength(400);
    expect(lines[0]?.atMs).toBe(499);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(400);
  });
});

describe("advice", () => {
  it("says what to do about the microphone", () => {
    const advice = adviceOf(new ClientError("microphone", "permission_denied", "no"));
    expect(advice).toMatchObject({ title: "The microphone is blocked", action: "listen" });
  });

  it("leaves the words of the server to the server, whatever its code", () => {
    const advice = adviceOf(new ClientError("server", "unauthorized", "the key is wrong"));
    expect(advice).toMatchObject({ text: "the key is wrong", action: "" });
  });

  it("does not take a loudspeaker for a microphone", () => {
    const advice = adviceOf(new ClientError("speaker", "no_device", "gone"));
    expect(advice).toMatchObject({ title: "The loudspeaker is not there", action: "" });
  });
});

describe("bars", () => {
  it("are higher where it is louder, within bounds", () => {
    expect([heightOf(0), heightOf(1), heightOf(1e-9)]).toEqual([0, 1, 0]);
    expect(heightOf(0.1)).toBeGreaterThan(heightOf(0.01));
  });

  it("hold the loudest of each 50 ms, newest first", () => {
    const bars = new Bars(3);
    bars.hear(0.5);
    bars.hear(0.1);
    bars.tick(30);
    expect(bars.heights).toEqual([]);
    bars.tick(20);
    bars.tick(50);
    expect(bars.heights).toEqual([0, heightOf(0.5)]);
  });

  it("are few after a long sleep", () => {
    const bars = new Bars(3);
    bars.tick(1e9);
    expect(bars.heights).toEqual([0, 0, 0]);
  });
});
