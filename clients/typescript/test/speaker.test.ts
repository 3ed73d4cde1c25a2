import { beforeEach, describe, expect, it, vi } from "vitest";
import { Speaker } from "../src/speaker.js";
import { FakeContext, FakeNode, latestNode, useFakeAudio } from "./fake_audio.js";

const FRAME = new Int16Array(320).fill(16_384);

beforeEach(() => {
  useFakeAudio();
});

function orders(): string[] {
  return latestNode().port.sent.map((order) => (order as { kind: string }).kind);
}

it("sound that came before the audio thread was ready is played, in order", async () => {
  const speaker = new Speaker();
  const starting = speaker.start();
  speaker.answer("a");
  speaker.play(FRAME, 16_000);
  speaker.end();
  await starting;
  expect(orders()).toEqual(["start", "sound", "end"]);
  expect(latestNode().port.sent[1]).toEqual({
    kind: "sound",
    samples: new Float32Array(320).fill(0.5),
  });
});

it("what a flush threw away before the audio thread was ready is not played", async () => {
  const speaker = new Speaker();
  const starting = speaker.start();
  speaker.answer("a");
  speaker.play(FRAME, 16_000);
  speaker.flush();
  await starting;
  expect(orders()).toEqual(["start", "flush"]);
});

it("a stop refuses the rest of the answer until the server's flush", async () => {
  const speaker = new Speaker();
  await speaker.start();
  speaker.answer("a");
  expect(speaker.play(FRAME, 16_000, 1)).toBe(true);
  speaker.stop();
  expect(speaker.play(FRAME, 16_000, 1)).toBe(false);
  speaker.flush();
  expect(speaker.play(FRAME, 16_000, 1)).toBe(true);
  expect(orders()).toEqual(["start", "sound", "flush", "flush", "sound"]);
});

it("sound is converted where the device does not run at its rate", async () => {
  FakeContext.rates = [48_000];
  const speaker = new Speaker();
  await speaker.start();
  speaker.play(FRAME, 16_000);
  speaker.play(FRAME, 16_000);
  const samples = latestNode().port.sent.map(
    (order) => (order as { samples: Float32Array }).samples,
  );
  expect(samples[1]).toHaveLength(960);
});

it("tells positions, levels and the end", async () => {
  const told = { onPosition: vi.fn(), onLevel: vi.fn(), onDry: vi.fn() };
  await new Speaker(told).start();
  const { port } = latestNode();
  port.onmessage?.({
    data: { kind: "position", requestId: "a", playedMs: 100, underruns: 0, cushionMs: 60 },
  });
  port.onmessage?.({ data: { kind: "level", rms: 0.5 } });
  port.onmessage?.({ data: { kind: "dry" } });
  expect(told.onPosition).toHaveBeenCalledWith({ requestId: "a", playedMs: 100 });
  expect(told.onLevel).toHaveBeenCalledWith(0.5);
  expect(told.onDry).toHaveBeenCalledOnce();
});

it("says once that the browser waits for a click", async () => {
  const onError = vi.fn();
  const speaker = new Speaker({ onError });
  await speaker.start();
  (FakeContext.all[0] as FakeContext).state = "suspended";
  speaker.play(FRAME, 16_000);
  speaker.play(FRAME, 16_000);
  expect(onError).toHaveBeenCalledOnce();
  expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: "autoplay_blocked" }));
});

it.each(["no sound at all", "no worklet"])("says that it cannot play: %s", async (what) => {
  const onError = vi.fn();
  if (what === "no worklet") FakeContext.modules = () => Promise.reject(new Error("404"));
  else vi.stubGlobal("AudioContext", undefined);
  await new Speaker({ onError }).start();
  expect(onError).toHaveBeenCalledOnce();
});

it("a close lets go of the device, also while it is being opened", async () => {
  const speaker = new Speaker();
  const starting = speaker.start();
  speaker.close();
  await starting;
  expect(FakeContext.all[0]?.state).toBe("closed");
  expect(FakeNode.all).toHaveLength(0);
  expect(speaker.isOn).toBe(false);
});

describe("the device", () => {
  const chosen = vi.fn(async (_deviceId: string) => {});

  beforeEach(() => {
    chosen.mockClear();
    vi.stubGlobal(
      "AudioContext",
      class extends FakeContext {
        setSinkId = chosen;
      },
    );
  });

  it("can be another one, now and before the start", async () => {
    const speaker = new Speaker();
    await speaker.setDevice("headset");
    expect(chosen).not.toHaveBeenCalled();
    await speaker.start();
    await speaker.setDevice("");
    expect(chosen.mock.calls).toEqual([["headset"], [""]]);
  });

  it("that is not there is told", async () => {
    chosen.mockRejectedValue(new DOMException("gone", "NotFoundError"));
    const onError = vi.fn();
    const speaker = new Speaker({ onError });
    await speaker.setDevice("gone");
    await speaker.start();
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ source: "speaker", code: "no_device" });
    await expect(speaker.setDevice("gone")).rejects.toMatchObject({ code: "no_device" });
  });

  it("cannot be chosen in every browser", async () => {
    vi.stubGlobal("AudioContext", FakeContext);
    const speaker = new Speaker();
    await speaker.start();
    await expect(speaker.setDevice("headset")).rejects.toMatchObject({ code: "unsupported" });
  });
});
