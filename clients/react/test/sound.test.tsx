import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { type FakeTrack, latestNode, useFakeAudio } from "../../typescript/test/fake_audio.js";
import { useAudioPlayer, useAudioRecorder } from "../src/index.js";

let track: FakeTrack;
let getUserMedia: ReturnType<typeof vi.fn>;

beforeEach(() => {
  ({ track, getUserMedia } = useFakeAudio());
});

it("a recorder gives sound to the callback of the latest render", async () => {
  const first = vi.fn();
  const second = vi.fn();
  const { result, rerender } = renderHook((onChunk) => useAudioRecorder({ onChunk }), {
    initialProps: first,
  });
  await act(() => result.current.start());
  expect(result.current.isRecording).toBe(true);
  rerender(second);
  latestNode().port.onmessage?.({ data: new Int16Array(320) });
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledTimes(1);
});

it("a recorder lets go of the microphone when it is stopped, and when the component goes", async () => {
  const { result, unmount } = renderHook(() => useAudioRecorder({ onChunk: vi.fn() }));
  await act(() => result.current.start());
  act(() => result.current.stop());
  expect(result.current.isRecording).toBe(false);
  expect(track.stop).toHaveBeenCalledTimes(1);
  await act(() => result.current.start());
  unmount();
  expect(track.stop).toHaveBeenCalledTimes(2);
});

it("a recorder tells why there is no sound, and can be started again", async () => {
  getUserMedia.mockRejectedValueOnce(new DOMException("no", "NotAllowedError"));
  const onError = vi.fn();
  const { result } = renderHook(() => useAudioRecorder({ onChunk: vi.fn(), onError }));
  await act(() => result.current.start());
  expect(result.current.error?.code).toBe("permission_denied");
  expect(onError).toHaveBeenCalledTimes(1);
  await act(() => result.current.start());
  expect(result.current).toMatchObject({ isRecording: true, error: null });
});

it("a recorder tells when the microphone goes away", async () => {
  const { result } = renderHook(() => useAudioRecorder({ onChunk: vi.fn() }));
  await act(() => result.current.start());
  act(() => {
    track.dispatchEvent(new Event("ended"));
  });
  expect(result.current.isRecording).toBe(false);
  expect(result.current.error?.code).toBe("device_lost");
});

it("a player tells whether something is heard", async () => {
  const onDry = vi.fn();
  const { result, unmount } = renderHook(() => useAudioPlayer({ onDry }));
  await act(() => result.current.speaker.start());
  const { port, context } = latestNode();
  act(() => port.onmessage?.({ data: { kind: "level", rms: 0.2 } }));
  expect(result.current.isPlaying).toBe(true);
  act(() => port.onmessage?.({ data: { kind: "dry" } }));
  expect(result.current.isPlaying).toBe(false);
  expect(onDry).toHaveBeenCalledTimes(1);
  unmount();
  expect(context.state).toBe("closed");
});
