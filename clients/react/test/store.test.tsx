import { act, renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { Store, useStore } from "../src/index.js";

it("components see each change, and no render without one", () => {
  const store = new Store({ count: 0 });
  const render = vi.fn(() => useStore(store).count);
  const { result } = renderHook(render);
  act(() => store.update(({ count }) => ({ count: count + 1 })));
  expect(result.current).toBe(1);
  const renders = render.mock.calls.length;
  act(() => store.update((same) => same));
  expect(render).toHaveBeenCalledTimes(renders);
});
