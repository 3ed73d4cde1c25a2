import { beforeEach, describe, expect, it, vi } from "vitest";
import { TenLiteClient } from "../src/client.js";
import type { TenLiteClientOptions } from "../src/client_types.js";
import { encodeSound } from "../src/codec.js";
import type { State } from "../src/state.js";
import { FakeNode, type FakeTrack, useFakeAudio } from "./fake_audio.js";
import { FakeSocket, latest, useFakeSockets } from "./fake_socket.js";

let track: FakeTrack;

beforeEach(() => {
  useFakeSockets();
  ({ track } = useFakeAudio());
});

async function talk(options: Partial<TenLiteClientOptions> = {}): Promise<TenLiteClient> {
  const client = new TenLiteClient({
    url: "ws://server/ws",
    backoff: { random: () => 1 },
    ...options,
  });
  const connecting = client.connect();
  latest().accept();
  await connecting;
  await vi.advanceTimersByTimeAsync(0);
  return client;
}

function data(name: string, fields: object): object {
  return { type: "data", name, data: fields };
}

function text(role: string, words: string, isFinal = true): object {
  return data("text_data", {
    text: words,
    role,
    is_final: isFinal,
    stream_id: 1,
    data_type: "transcribe",
    text_ts: 0,
  });
}

function sound(turn: number): ArrayBuffer {
  return encodeSound({ samples: new Int16Array(320), turn, sequence: 0, timestampMs: 0 });
}

function node(name: string): FakeNode {
  const found = FakeNode.all.filter((one) => one.name === name).at(-1);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

function played(): string[] {
  return node("ten-lite-player").port.sent.map((order) => (order as { kind: string }).kind);
}

describe("a conversation", () => {
  it("tells transcripts, answers, figures and errors by their names", async () => {
    const client = await talk();
    const told = vi.fn();
    client.on("transcript", ({ text }) => told("transcript", text));
    client.on("answer", ({ text }) => told("answer", text));
    client.on("metrics", ({ stream_id }) => told("metrics", stream_id));
    client.on("nodeMetrics", ({ node }) => told("nodeMetrics", node));
    client.on("error", ({ code, message }) => told("error", code, message));
    latest().tell(text("user", "hello", false));
    latest().tell(text("assistant", "hi"));
    latest().tell(data("metrics", { stream_id: 1 }));
    latest().tell(data("node_metrics", { node: "tts", addon: "x", request_id: "", figures: {} }));
    latest().tell({ type: "error", error: "no voice", code: "provider_failed" });
    expect(told.mock.calls).toEqual([
      ["transcript", "hello"],
      ["answer", "hi"],
      ["metrics", 1],
      ["nodeMetrics", "tts"],
      ["error", "provider_failed", "no voice"],
    ]);
  });

  it("shows what it does", async () => {
    const states: State[] = [];
    const client = new TenLiteClient({ url: "ws://server/ws", backoff: { random: () => 1 } });
    client.on("state", (state) => states.push(state));
    const connecting = client.connect();
    latest().accept();
    await connecting;
    await vi.advanceTimersByTimeAsync(0);
    latest().tell(text("user", "why"));
    latest().tell(data("tts_audio_start", { request_id: "a" }));
    latest().tell(sound(1));
    latest().tell({ type: "cmd", name: "flush", data: { flush_id: "f" } });
    latest().fail();
    vi.advanceTimersByTime(250);
    latest().accept({ resumed: true });
    client.close();
    expect(states).toEqual([
      "connecting",
      "listening",
      "thinking",
      "speaking",
      "interrupted",
      "reconnecting",
      "interrupted",
      "idle",
    ]);
  });

  it("has thoughts and other texts for programs in `message` only", async () => {
    const client = await talk();
    const [answers, messages] = [vi.fn(), vi.fn()];
    client.on("answer", answers);
    client.on("message", messages);
    latest().tell(
      data("text_data", { text: "{}", role: "assistant", is_final: true, data_type: "raw" }),
    );
    expect(answers).not.toHaveBeenCalled();
    expect(messages).toHaveBeenCalledOnce();
  });

  it("of text alone needs no sound, and is listening after an answer", async () => {
    const client = await talk({ speaker: false });
    client.sendText("hello");
    expect(client.state).toBe("thinking");
    latest().tell(data("tts_audio_start", { request_id: "a" }));
    latest().tell(sound(1));
    latest().tell(data("tts_audio_end", { request_id: "a", duration_ms: 20, reason: "end" }));
    expect(client.state).toBe("listening");
    expect(FakeNode.all).toHaveLength(0);
  });
});

describe("the user's sound", () => {
  it("goes to the server, and its level is told", async () => {
    const client = await talk();
    const level = vi.fn();
    client.on("level", level);
    await client.startMic();
    node("ten-lite-recorder").port.onmessage?.({ data: new Int16Array(320).fill(16_384) });
    expect(latest().said).toEqual([0]);
    expect(level).toHaveBeenCalledWith({ source: "microphone", rms: 0.5 });
    client.stopMic();
    expect(client.isMicOn).toBe(false);
    expect(track.stop).toHaveBeenCalled();
  });

  it("is recorded at the server's rate, also when that changes", async () => {
    const client = await talk();
    await client.startMic();
    latest().fail();
    await vi.advanceTimersByTimeAsync(250);
    latest().accept({ sample_rate: 24_000 });
    await vi.advanceTimersByTimeAsync(0);
    expect(node("ten-lite-recorder").options.processorOptions).toMatchObject({
      sampleRate: 24_000,
    });
  });

  it("ends when the server wants no more of this client", async () => {
    const client = await talk();
    await client.startMic();
    latest().fail(4409);
    expect(client.isMicOn).toBe(false);
    expect(client.state).toBe("idle");
  });

  it("comes from another device at once when the microphone is on", async () => {
    const { getUserMedia } = useFakeAudio();
    const client = await talk();
    await client.setMicrophone({ deviceId: "headset" });
    expect(getUserMedia).not.toHaveBeenCalled();
    await client.startMic();
    await client.setMicrophone({ deviceId: "desk" });
    const asked = getUserMedia.mock.calls.map(([{ audio }]) => audio.deviceId.exact);
    expect(asked).toEqual(["headset", "desk"]);
    expect(client.isMicOn).toBe(true);
  });
});

describe("the answer's sound", () => {
  it("is played, and its position told", async () => {
    await talk();
    latest().tell(data("tts_audio_start", { request_id: "a" }));
    latest().tell(sound(1));
    latest().tell(data("tts_audio_end", { request_id: "a", duration_ms: 20, reason: "end" }));
    expect(played().slice(-3)).toEqual(["start", "sound", "end"]);
    const position = { kind: "position", requestId: "a", playedMs: 20 };
    node("ten-lite-player").port.onmessage?.({ data: position });
    expect(latest().said).toEqual([data("playback_position", { request_id: "a", played_ms: 20 })]);
  });

  it("is thrown away by a flush, which is acknowledged when it is told where it stopped", async () => {
    await talk();
    latest().tell(data("tts_audio_start", { request_id: "a" }));
    latest().tell(sound(1));
    latest().tell({ type: "cmd", name: "flush", data: { flush_id: "f" } });
    expect(latest().said).toEqual([]);
    const position = { kind: "position", requestId: "a", playedMs: 20 };
    node("ten-lite-player").port.onmessage?.({ data: position });
    node("ten-lite-player").port.onmessage?.({ data: { kind: "flushed" } });
    expect(latest().said).toEqual([
      data("playback_position", { request_id: "a", played_ms: 20 }),
      { type: "ack", data: { received: 3 } },
    ]);
  });

  it("is silenced by an interruption at once, and stays so until the server knows", async () => {
    const client = await talk();
    latest().tell(data("tts_audio_start", { request_id: "a" }));
    latest().tell(sound(1));
    client.interrupt();
    latest().tell(sound(1));
    expect(played().slice(-2)).toEqual(["sound", "flush"]);
    expect(client.state).toBe("interrupted");
    expect(latest().said).toEqual([{ type: "cmd", name: "interrupt", data: {} }]);
    latest().tell({ type: "cmd", name: "flush", data: { flush_id: "f" } });
    latest().tell(data("tts_audio_start", { request_id: "b" }));
    latest().tell(sound(2));
    expect(played().at(-1)).toBe("sound");
  });

  it("of the conversation before is thrown away when a new one begins", async () => {
    await talk();
    latest().tell(data("tts_audio_start", { request_id: "a" }));
    latest().tell(sound(5));
    latest().fail();
    await vi.advanceTimersByTimeAsync(250);
    latest().accept({ resumed: false });
    latest().tell(sound(0));
    expect(played().slice(-3)).toEqual(["sound", "flush", "sound"]);
  });
});

describe("what the user sets", () => {
  it("is said now, and first of all in each new conversation", async () => {
    const client = new TenLiteClient({ url: "ws://server/ws", backoff: { random: () => 1 } });
    client.setConfig({ language: "de-DE" });
    client.sendText("hallo");
    void client.connect();
    latest().accept();
    expect(latest().said).toEqual([
      data("config", { language: "de-DE" }),
      data("text_data", { text: "hallo" }),
    ]);
    client.setConfig({ voice: "katja" });
    expect(latest().said.at(-1)).toEqual(data("config", { voice: "katja" }));
    latest().tell({ type: "ack", data: { received: 3 } });
    latest().fail();
    vi.advanceTimersByTime(250);
    latest().accept({ resumed: false });
    expect(latest().said).toEqual([data("config", { language: "de-DE", voice: "katja" })]);
  });

  it.each(["", "  ", "x".repeat(8_001)])("is refused when it is no text", async (words) => {
    const client = await talk();
    expect(() => client.sendText(words)).toThrow(RangeError);
    expect(latest().said).toEqual([]);
  });
});

it("a close ends all of it, and a connect begins anew", async () => {
  const client = await talk();
  await client.startMic();
  client.close();
  expect(client.state).toBe("idle");
  expect(track.stop).toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
  const connecting = client.connect();
  latest().accept();
  await connecting;
  expect(FakeSocket.all).toHaveLength(2);
  expect(client.state).toBe("listening");
});

it("a server with more than one channel is told of", async () => {
  const client = new TenLiteClient({ url: "ws://server/ws" });
  const errors = vi.fn();
  client.on("error", errors);
  void client.connect();
  latest().accept({ channels: 2 });
  expect(errors).toHaveBeenCalledWith(expect.objectContaining({ code: "unsupported_format" }));
});
