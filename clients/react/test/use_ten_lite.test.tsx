import { act, renderHook } from "@testing-library/react";
import { StrictMode } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { useFakeAudio } from "../../typescript/test/fake_audio.js";
import { FakeSocket, latest, useFakeSockets } from "../../typescript/test/fake_socket.js";
import { type TenLite, useTenLite } from "../src/index.js";

let getUserMedia: ReturnType<typeof vi.fn>;

beforeEach(() => {
  useFakeSockets();
  ({ getUserMedia } = useFakeAudio());
});

function render(token?: string) {
  const options = { url: "ws://server/ws", backoff: { random: () => 1 } };
  return renderHook((given) => useTenLite({ ...options, ...given }), {
    initialProps: token ? { token } : {},
    wrapper: StrictMode,
  });
}

async function started(talk: TenLite, withMic = false): Promise<void> {
  await act(async () => {
    const starting = talk.start({ withMic });
    latest().accept();
    await starting;
    await vi.advanceTimersByTimeAsync(0);
  });
}

function tell(name: string, data: object): void {
  act(() => latest().tell({ type: "data", name, data }));
}

const TEXT = { is_final: true, stream_id: 1, data_type: "transcribe", text_ts: 0 };

describe("useTenLite", () => {
  it("connects when it is told to, not before", async () => {
    const { result } = render();
    expect(FakeSocket.all).toEqual([]);
    expect(result.current.state).toBe("idle");
    await started(result.current);
    expect(result.current.state).toBe("listening");
    expect(result.current.connection.sessionId).toBe("s1");
  });

  it("shows what is said, what a turn took and what went wrong", async () => {
    const { result } = render();
    await started(result.current);
    tell("text_data", { ...TEXT, role: "user", text: "why" });
    tell("text_data", { ...TEXT, role: "assistant", text: "Because." });
    tell("metrics", { stream_id: 1, interrupted_ms: 12 });
    act(() => latest().tell({ type: "error", error: "no voice", code: "provider_failed" }));
    expect(result.current.entries.map(({ text }) => text)).toEqual(["why", "Because."]);
    expect(result.current.entries[1]?.isInterrupted).toBe(true);
    expect(result.current.turns).toHaveLength(1);
    expect(result.current.error?.message).toBe("no voice");
    act(() => result.current.dismissError());
    expect(result.current.error).toBeNull();
  });

  it("listens to the user, and stops", async () => {
    const { result } = render();
    await started(result.current, true);
    expect(result.current.isMicOn).toBe(true);
    act(() => result.current.stopMic());
    expect(result.current.isMicOn).toBe(false);
  });

  it("tells of a microphone that is not allowed, and goes on without", async () => {
    getUserMedia.mockRejectedValue(new DOMException("no", "NotAllowedError"));
    const { result } = render();
    await started(result.current, true);
    expect(result.current.error?.code).toBe("permission_denied");
    expect(result.current.isMicOn).toBe(false);
    expect(result.current.state).toBe("listening");
  });

  it("shows what is typed at once, in the conversation that it begins", async () => {
    const { result } = render();
    act(() => result.current.sendText("hello"));
    await started(result.current);
    tell("text_data", { ...TEXT, role: "assistant", text: "Hello." });
    expect(new Set(result.current.entries.map((entry) => entry.conversation)).size).toBe(1);
  });

  it("keeps what was said when a new conversation begins, and tells them apart", async () => {
    const { result } = render();
    await started(result.current);
    tell("text_data", { ...TEXT, role: "user", text: "one" });
    act(() => latest().fail());
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    act(() => latest().accept({ session_id: "s2", resumed: false }));
    tell("text_data", { ...TEXT, role: "user", text: "two" });
    expect(result.current.entries.map((entry) => [entry.text, entry.conversation])).toEqual([
      ["one", 0],
      ["two", 1],
    ]);
  });

  it("goes on in the same conversation after a loss", async () => {
    const { result } = render();
    await started(result.current);
    tell("text_data", { ...TEXT, role: "user", text: "on", is_final: false });
    act(() => latest().fail());
    expect(result.current.state).toBe("reconnecting");
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    act(() => latest().accept({ resumed: true }));
    tell("text_data", { ...TEXT, role: "user", text: "one" });
    expect(result.current.entries).toMatchObject([{ text: "one", conversation: 0 }]);
  });

  it("begins anew with another token, and closes the conversation before", async () => {
    const { result, rerender } = render("a");
    await started(result.current);
    const before = latest();
    rerender({ token: "b" });
    expect(before.closedWith).toEqual([1000]);
    expect(result.current.state).toBe("idle");
  });

  it("closes when the component goes", async () => {
    const { result, unmount } = render();
    await started(result.current);
    unmount();
    expect(latest().closedWith).toEqual([1000]);
  });
});
