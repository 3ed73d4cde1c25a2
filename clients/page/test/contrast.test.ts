import { expect, it } from "vitest";
import CSS from "../src/styles/tokens.css?raw";

const TOKENS = new Map(
  [...CSS.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name, light, dark]) => [name, [light as string, dark as string]],
  ),
);

/** What stands on what, and how much contrast WCAG AA asks for. */
const PAIRS: [string, string, number][] = [
  ...["ground", "surface", "raised", "sunken", "accent-wash", "bad-wash"].flatMap(
    (under): [string, string, number][] => [
      ["ink", under, 4.5],
      ["ink-soft", under, 4.5],
    ],
  ),
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-strong", 4.5],
  ["on-accent", "voice", 4.5],
  ["on-accent", "wait", 4.5],
  ["accent", "accent-wash", 4.5],
  ["accent", "surface", 4.5],
  ["voice", "voice-wash", 4.5],
  ["voice", "surface", 4.5],
  ["wait", "wait-wash", 4.5],
  ["bad", "bad-wash", 4.5],
  ["bad", "surface", 4.5],
  ...["line-strong", "hear", "think", "word", "speak"].map((over): [string, string, number] => [
    over,
    "surface",
    3,
  ]),
];

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

it.each(PAIRS)("%s on %s has a contrast of %d, light and dark", (over, under, least) => {
  for (const scheme of [0, 1]) {
    const [a, b] = [over, under].map((name) => luminance(TOKENS.get(name)?.[scheme] ?? ""));
    const [low, high] = [Math.min(a ?? 0, b ?? 0), Math.max(a ?? 0, b ?? 0)];
    expect((high + 0.05) / (low + 0.05), scheme ? "dark" : "light").toBeGreaterThanOrEqual(least);
  }
});
