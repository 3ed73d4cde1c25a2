import { beforeEach, describe, expect, it, vi } from "vitest";
import { Microphone } from "../src/microphone.js";
import { FakeContext, FakeNode, type FakeTrack, latestNode, useFakeAudio } from "./fake_audio.js";

let track: FakeTrack;
let getUserMedia: ReturnType<typeof vi.fn>;

beforeEach(() => {
  ({ track, getUserMedia } = useFakeAudio());
});

describe("a microphone", () => {
  it("asks for one channel with the browser's echo cancellation", async () => {
    await new Microphone({ onChunk: () => {}, deviceId: "usb", autoGainControl: false }).start();
    expect(getUserMedia).toHaveBeenCalledWith({
      audio: {
        channelCount: 1,
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: false,
        deviceId: { exact: "usb" },
      },
    });
  });

  it("gives 20 ms chunks at 16 kHz by default", async () => {
    const onChunk = vi.fn();
    await new Microphone({ onChunk }).start();
    expect(FakeContext.all[0]?.sampleRate).toBe(16_000);
    expect(latestNode().options.processorOptions).toEqual({
      sampleRate: 16_000,
      chunkSamples: 320,
    });
    const chunk = new Int16Array(320);
    latestNode().port.onmessage?.({ data: chunk });
    expect(onChunk).toHaveBeenCalledWith(chunk);
  });

  it("goes with the browser's rate where the microphone goes with no other", async () => {
    FakeContext.isFussy = true;
    await new Microphone({ onChunk: () => {} }).start();
    expect(FakeContext.all.map(({ sampleRate, state }) => [sampleRate, state])).toEqual([
      [16_000, "closed"],
      [48_000, "running"],
    ]);
    expect(latestNode().options.processorOptions).toMatchObject({ sampleRate: 16_000 });
  });

  it("lets go of everything when it is stopped, and gives nothing more", async () => {
    const onChunk = vi.fn();
    const microphone = new Microphone({ onChunk });
    await microphone.start();
    microphone.stop();
    latestNode().port.onmessage?.({ data: new Int16Array(320) });
    expect(onChunk).not.toHaveBeenCalled();
    expect(track.stop).toHaveBeenCalled();
    expect(FakeContext.all[0]?.state).toBe("closed");
    expect(microphone.isOn).toBe(false);
  });

  it("that is stopped while the user is asked is let go once the user has answered", async () => {
    const microphone = new Microphone({ onChunk: () => {} });
    const starting = microphone.start();
    microphone.stop();
    await starting;
    expect(track.stop).toHaveBeenCalled();
    expect(FakeNode.all).toHaveLength(0);
  });

  it("that goes away while it is used is told", async () => {
    const onError = vi.fn();
    const microphone = new Microphone({ onChunk: () => {}, onError });
    await microphone.start();
    track.dispatchEvent(new Event("ended"));
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: "device_lost" }));
    expect(microphone.isOn).toBe(false);
  });
});

describe("an error says why", () => {
  it.each([
    ["NotAllowedError", "permission_denied"],
    ["NotFoundError", "no_device"],
    ["OverconstrainedError", "no_device"],
    ["NotReadableError", "device_busy"],
    ["AbortError", "failed"],
  ])("%s is %s", async (name, code) => {
    getUserMedia.mockRejectedValue(new DOMException("why", name));
    const microphone = new Microphone({ onChunk: () => {} });
    await expect(microphone.start()).rejects.toMatchObject({ source: "microphone", code });
    expect(microphone.isOn).toBe(false);
  });

  it("on a page that is not secure, before anybody is asked", async () => {
    vi.stubGlobal("isSecureContext", false);
    const starting = new Microphone({ onChunk: () => {} }).start();
    await expect(starting).rejects.toMatchObject({ code: "insecure_page" });
    await expect(starting).rejects.toThrow("localhost or https");
    expect(getUserMedia).not.toHaveBeenCalled();
  });

  it("in a browser without what it takes", async () => {
    vi.stubGlobal("AudioWorkletNode", undefined);
    const starting = new Microphone({ onChunk: () => {} }).start();
    await expect(starting).rejects.toMatchObject({ code: "unsupported" });
  });

  it("when the worklet does not load, and the microphone is let go", async () => {
    FakeContext.modules = () => Promise.reject(new DOMException("404", "AbortError"));
    const starting = new Microphone({ onChunk: () => {} }).start();
    await expect(starting).rejects.toMatchObject({ code: "failed" });
    expect(track.stop).toHaveBeenCalled();
  });
});
