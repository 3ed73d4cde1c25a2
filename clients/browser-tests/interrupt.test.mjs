import assert from "node:assert/strict";
import { visiting } from "./kit/visiting.mjs";
import { recording, silence, speech } from "./kit/wav.mjs";

const GRAPH = "voice_assistant_fake";
const SILENT_WITHIN_MS = 100;
/** The first question, and then, while it is answered, more. */
const BARGE_IN = recording(
  speech("assistant_17.wav"),
  silence(1_500),
  speech("assistant_04.wav"),
  silence(20_000),
);

/** How long there was sound after the first flush that cut some off. */
function silencedAfterMs({ flushes, sounds }) {
  for (const flush of flushes) {
    const cut = sounds.find(([from, to]) => from < flush && to > flush - 40);
    if (cut) return Math.max(0, cut[1] - flush);
  }
  return Number.NaN;
}

visiting("speaking silences the answer at once", async ({ context, serve, open }) => {
  // The fake recogniser tells words while they are said only when it is asked to.
  const { url } = await serve(GRAPH, { args: ["--set", "stt.partial_every_ms=200"] });
  const visit = await open(url, { speech: BARGE_IN });
  await visit.page.click(".talk");
  await visit.sees(".turn-assistant", "You said:");
  await visit.page.waitForFunction(() => window.seen.flushes.length > 0, { timeout: 30_000 });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const silenced = silencedAfterMs(await visit.seen());
  context.diagnostic(`silent ${silenced.toFixed(0)} ms after the flush came`);
  assert.ok(silenced < SILENT_WITHIN_MS, `${silenced} ms`);
  await visit.sees(".bubble-note", "interrupted");
  await visit.shot("interrupted");
});

visiting(
  "Escape silences the answer without waiting for the server",
  async ({ context, serve, open }) => {
    const { url } = await serve(GRAPH);
    const visit = await open(url);
    await visit.type("one two three four five six seven eight nine ten");
    await visit.page.waitForFunction(() => window.seen.peak > 0.02);
    const pressed = await visit.page.evaluate(() => {
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      return performance.now();
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    const { sounds, flushes } = await visit.seen();
    const silenced = Math.max(0, sounds.at(-1)[1] - pressed);
    context.diagnostic(`silent ${silenced.toFixed(0)} ms after the key`);
    assert.ok(silenced < SILENT_WITHIN_MS, `${silenced} ms`);
    assert.equal(flushes.length, 1);
    await visit.sees(".bubble-note", "interrupted");
  },
);
