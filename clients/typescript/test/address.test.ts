import { expect, it, vi } from "vitest";
import { address } from "../src/address.js";

it.each([
  ["ws://server:1/ws", "ws://server:1/ws"],
  ["https://server/ws", "wss://server/ws"],
  ["/ws", "ws://page:8080/ws"],
])("%s is %s", (url, full) => {
  vi.stubGlobal("location", { href: "http://page:8080/talk.html" });
  expect(address(url)).toBe(full);
});

it.each(["ftp://server", "mailto:a@b", "/no-page"])("%s is refused", (url) => {
  expect(() => address(url)).toThrow(TypeError);
});
