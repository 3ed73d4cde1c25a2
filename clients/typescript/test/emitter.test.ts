import { expect, it, vi } from "vitest";
import { Emitter } from "../src/emitter.js";

it("tells each listener until it is taken off", () => {
  const emitter = new Emitter<{ level: number }>();
  const [one, two] = [vi.fn(), vi.fn()];
  const end = emitter.on("level", one);
  emitter.on("level", two);
  emitter.emit("level", 1);
  end();
  emitter.off("level", two);
  emitter.emit("level", 2);
  expect(one.mock.calls).toEqual([[1]]);
  expect(two.mock.calls).toEqual([[1]]);
});

it("goes on when a listener throws, and the error is not lost", () => {
  const thrown = vi.fn<(task: () => void) => void>();
  vi.stubGlobal("queueMicrotask", thrown);
  const emitter = new Emitter<{ level: number }>();
  const other = vi.fn();
  emitter.on("level", () => {
    throw new Error("of the page");
  });
  emitter.on("level", other);
  emitter.emit("level", 1);
  expect(other).toHaveBeenCalledOnce();
  expect(thrown.mock.calls[0]?.[0]).toThrow("of the page");
});
