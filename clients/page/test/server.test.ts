import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { getJson, Unauthorized } from "../src/server/http";
import { useGraphs } from "../src/server/use_graphs";
import { POLL_MS, useSession } from "../src/server/use_session";

const EMPTY = { nodes: [], edges: [] };
const LIST = {
  running: "one",
  graphs: ["one", "two"].map((name) => ({ name, description: "", problem: "" })),
  graph: EMPTY,
};
const nobody = () => {};
/** What `fetch` gives, as far as it is looked at. */
const told = (value: unknown) => ({ status: 200, ok: true, json: async () => value });
const refused = (status: number) => ({ status, ok: false });
let answer: ReturnType<typeof vi.fn>;

beforeEach(() => {
  vi.useFakeTimers();
  answer = vi.fn(() => told(EMPTY));
  vi.stubGlobal(
    "fetch",
    vi.fn(async (path: string, options: RequestInit) => answer(path, options)),
  );
});

afterEach(() => {
  vi.useRealTimers();
});

async function settle(ms = 0): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(ms));
}

describe("a question to the server", () => {
  it("brings the token in a header, and never in the address", async () => {
    await getJson("api/graphs", "secret");
    const [path, { headers }] = answer.mock.calls[0] as [string, RequestInit];
    expect(path).toBe("api/graphs");
    expect(headers).toMatchObject({ Authorization: "Bearer secret" });
  });

  it("that is refused asks for another token", async () => {
    answer.mockReturnValue(refused(401));
    await expect(getJson("api/graphs", "")).rejects.toBeInstanceOf(Unauthorized);
  });
});

describe("the graphs", () => {
  it("are those of the server; the one that runs is chosen, and known without another question", async () => {
    answer.mockReturnValue(told(LIST));
    const { result } = renderHook(() => useGraphs("", nobody));
    await settle();
    expect(result.current).toMatchObject({ chosen: "one", running: "one", graph: EMPTY });
    expect(answer).toHaveBeenCalledTimes(1);
  });

  it("can be looked at one by one", async () => {
    const other = { nodes: [{ name: "echo", addon: "echo", kind: "tool" }], edges: [] };
    answer.mockImplementation((path) => told(path === "api/graphs" ? LIST : other));
    const { result } = renderHook(() => useGraphs("", nobody));
    await settle();
    act(() => result.current.choose("two"));
    await settle();
    expect(answer.mock.calls.at(-1)?.[0]).toBe("api/graphs/two");
    expect(result.current.graph).toEqual(other);
  });

  it("are asked for again with the token that was given", async () => {
    const onLocked = vi.fn();
    answer.mockReturnValueOnce(refused(401));
    const { rerender } = renderHook((token) => useGraphs(token, onLocked), { initialProps: "" });
    await settle();
    expect(onLocked).toHaveBeenCalledTimes(1);
    answer.mockReturnValue(told(LIST));
    rerender("right");
    await settle();
    expect(answer).toHaveBeenCalledTimes(2);
    expect(onLocked).toHaveBeenCalledTimes(1);
  });
});

describe("the session", () => {
  it("is asked for twice a second, while there is one", async () => {
    answer.mockImplementation(() => told({ id: "s1" }));
    const { result, rerender } = renderHook((id) => useSession(id, ""), { initialProps: "s1" });
    await settle();
    expect(result.current).toEqual({ id: "s1" });
    await settle(2 * POLL_MS);
    expect(answer).toHaveBeenCalledTimes(3);
    rerender("");
    await settle(4 * POLL_MS);
    expect(answer).toHaveBeenCalledTimes(3);
    expect(result.current).toBeNull();
  });

  it("is left alone while the page is not visible", async () => {
    const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    renderHook(() => useSession("s1", ""));
    await settle(10 * POLL_MS);
    expect(answer).not.toHaveBeenCalled();
    visibility.mockReturnValue("visible");
    await settle(POLL_MS);
    expect(answer).toHaveBeenCalledTimes(1);
    visibility.mockRestore();
  });

  it("is asked for less often where the server does not tell", async () => {
    answer.mockImplementation(() => refused(404));
    renderHook(() => useSession("s1", ""));
    await settle(20_000);
    expect(answer.mock.calls.length).toBeLessThan(10);
  });
});
