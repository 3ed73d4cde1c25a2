import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { latest, useFakeSockets } from "../../typescript/test/fake_socket.js";
import { useWebSocket } from "../src/index.js";

beforeEach(() => {
  useFakeSockets();
});

it("a connection tells its status and its messages, and is closed with the component", () => {
  const onMessage = vi.fn();
  const { result, unmount } = renderHook(() => useWebSocket({ url: "ws://server/ws", onMessage }));
  expect(result.current.status.status).toBe("closed");
  act(() => {
    void result.current.connection.connect();
  });
  expect(result.current.status.status).toBe("connecting");
  act(() => latest().accept());
  expect(result.current.status).toMatchObject({ status: "open", sessionId: "s1" });
  const message = { type: "cmd", name: "flush", data: { flush_id: "f" } };
  act(() => latest().tell(message));
  expect(onMessage).toHaveBeenCalledWith(message);
  unmount();
  expect(latest().closedWith).toEqual([1000]);
});
