import { describe, expect, it } from "vitest";
import { decodeBase64, decodeSound, decodeText, encodeBase64, encodeSound } from "../src/codec.js";

const SAMPLES = new Int16Array([0, 1, -1, 32_767, -32_768]);

describe("binary sound", () => {
  it("has the header of the wire, little endian", () => {
    const frame = encodeSound({
      samples: new Int16Array([0x0102]),
      turn: 0x01020304,
      sequence: 5,
      timestampMs: 0xfffffffe,
    });
    expect([...new Uint8Array(frame)]).toEqual(
      [1, 0, 0, 0, 4, 3, 2, 1, 5, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff].concat([2, 1]),
    );
  });

  it("comes back as it went", () => {
    const sound = { samples: SAMPLES, turn: 7, sequence: 8, timestampMs: 9 };
    expect(decodeSound(encodeSound(sound))).toEqual(sound);
  });

  it("of a kind that is not known is nothing", () => {
    const frame = encodeSound({ samples: SAMPLES, sequence: 0, timestampMs: 0 });
    new Uint8Array(frame)[0] = 2;
    expect(decodeSound(frame)).toBeNull();
  });

  it.each([0, 15, 17])("of %d bytes is refused", (size) => {
    const frame = new ArrayBuffer(size);
    if (size) new Uint8Array(frame)[0] = 1;
    expect(() => decodeSound(frame)).toThrow(/header|whole samples/);
  });
});

describe("sound in base64", () => {
  it("comes back as it went, also when it is long", () => {
    const long = Int16Array.from({ length: 40_000 }, (_, index) => index % 9_999);
    expect(decodeBase64(encodeBase64(long))).toEqual(long);
    expect(encodeBase64(SAMPLES)).toBe("AAABAP///38AgA==");
  });

  it.each([
    ["!", "base64"],
    ["AA==", "whole samples"],
  ])("is refused when it is %j", (audio, why) => {
    expect(() => decodeBase64(audio)).toThrow(why);
  });
});

describe("text messages", () => {
  it.each([
    { type: "ping" },
    { type: "ack", data: { received: 3 } },
    { type: "cmd", name: "flush", data: { flush_id: "f" } },
    { type: "error", error: "no", code: "c" },
    { type: "audio", audio: "AAA=", metadata: { sample_rate: 16_000 } },
    { type: "data", name: "tts_audio_start", data: { request_id: "r" } },
    { type: "data", name: "metrics", data: { stream_id: 1, unknown: 1 } },
  ])("are read: %j", (message) => {
    expect(decodeText(JSON.stringify(message))).toEqual(message);
  });

  it.each([
    { type: "video" },
    { type: "data", name: "later", data: {} },
    { type: "cmd", name: "later", data: {} },
    { type: "toString" },
    { type: "data", name: "constructor", data: {} },
  ])("of a later version are passed over: %j", (message) => {
    expect(decodeText(JSON.stringify(message))).toBeNull();
  });

  it.each([
    "",
    "[]",
    "null",
    "3",
    '{"type":"ack","data":{"received":-1}}',
    '{"type":"ack"}',
    '{"type":"ready","data":{}}',
    '{"type":"data","name":"text_data","data":{"text":1}}',
    '{"type":"audio"}',
    '{"type":"error"}',
  ])("that are broken are refused: %s", (text) => {
    expect(() => decodeText(text)).toThrow(expect.objectContaining({ name: "WireError" }));
  });
});
