import { expect, it } from "vitest";
import { Backoff } from "../src/backoff.js";

it("each wait is anything from 0 to a limit that doubles up to 8 s", () => {
  const longest = new Backoff({ random: () => 1 });
  const none = new Backoff({ random: () => 0 });
  const waits = Array.from({ length: 1_100 }, () => longest.next());
  expect(waits.slice(0, 7)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
  expect(waits.at(-1)).toBe(8_000);
  expect(none.next()).toBe(0);
});

it("two clients do not wait for the same time", () => {
  expect(new Backoff().next()).not.toBe(new Backoff().next());
});
