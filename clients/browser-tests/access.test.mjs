import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { visiting } from "./kit/visiting.mjs";
import { recording, silence, speech } from "./kit/wav.mjs";

const GRAPH = "voice_assistant_fake";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong, by rule and place. */
async function flaws({ page }) {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(() => window.axe.run());
  assert.ok(passes.length > 15, `axe has looked at ${passes.length} things only`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
}

for (const scheme of ["light", "dark"]) {
  for (const size of ["wide", "phone"]) {
    visiting(`axe finds nothing wrong (${scheme}, ${size})`, async ({ serve, open }) => {
      const { url } = await serve(GRAPH);
      const visit = await open(url, {
        speech: recording(speech("assistant_17.wav"), silence(9_000)),
        scheme,
        size,
      });
      await visit.sees(".graph-name", "tts");
      assert.deepEqual(await flaws(visit), []);
      await visit.page.click(".talk");
      await visit.sees(".turn-assistant", "You said:");
      await visit.sees(".bar-total", "ms");
      assert.deepEqual(await flaws(visit), []);
    });
  }
}

visiting("all that can be done can be done by keyboard", async ({ serve, open }) => {
  const { url } = await serve(GRAPH);
  const { page } = await open(url);
  await page.waitForSelector(".graph-select");
  const reached = new Set();
  for (let step = 0; step < 20; step++) {
    await page.keyboard.press("Tab");
    reached.add(
      await page.evaluate(() => {
        const { activeElement: one } = document;
        const outline = getComputedStyle(one.closest(".text-box") ?? one);
        const isSeen = outline.outlineStyle !== "none" || outline.boxShadow !== "none";
        return `${one.getAttribute("aria-label") ?? one.textContent.trim()} ${isSeen}`;
      }),
    );
  }
  for (const name of ["Start talking", "Type instead of talking", "Microphone and loudspeaker"]) {
    assert.ok(reached.has(`${name} true`), `${name} is not among ${[...reached].join("; ")}`);
  }
  assert.ok([...reached].some((name) => name.startsWith("Colours: ")));
});
