import assert from "node:assert/strict";
import { visiting } from "./kit/visiting.mjs";
import { recording, silence, speech } from "./kit/wav.mjs";

const GRAPH = "voice_assistant_fake";
const QUESTION = recording(speech("assistant_17.wav"), silence(20_000));

for (const scheme of ["light", "dark"]) {
  for (const size of ["wide", "phone"]) {
    visiting(
      `speech is shown, answered and heard (${scheme}, ${size})`,
      async ({ serve, open }) => {
        const { url } = await serve(GRAPH);
        const visit = await open(url, { speech: QUESTION, size, scheme });
        await visit.sees(".empty h2", "Say something");
        await visit.shot(`${scheme}-${size}-1-empty`);
        await visit.page.click(".talk");
        await visit.sees(".turn-user", "what is the weather");
        await visit.sees(".turn-assistant", "You said: what is the weather");
        await visit.sees(".chip", "Speaking");
        await new Promise((resolve) => setTimeout(resolve, 900));
        await visit.shot(`${scheme}-${size}-2-speaking`);
        const { sounds, peak } = await visit.seen();
        assert.ok(peak > 0.02, `the loudest sound was ${peak}`);
        assert.ok(sounds.some(([from, to]) => to - from > 200));
        await visit.sees(".chip", "Listening");
        if (size === "phone") await visit.page.click(".views button:nth-child(3)");
        await visit.sees(".bar-total", "ms");
        if (size === "phone") await visit.page.click(".views button:nth-child(2)");
        await visit.sees(".graph-node[data-state=running]", "main_control");
        await visit.sees(".graph-count", "↓");
        await visit.shot(`${scheme}-${size}-3-after`);
      },
    );
  }
}

visiting("what is typed is answered without a microphone", async ({ serve, open }) => {
  const { url } = await serve(GRAPH);
  const visit = await open(url, { isDeaf: true });
  await visit.type("hello there");
  await visit.sees(".turn-user", "hello there");
  await visit.sees(".turn-assistant", "You said: hello there");
  await visit.sees(".caption", "The microphone is off");
});

visiting("a blocked microphone is told, with what to do", async ({ serve, open }) => {
  const { url } = await serve(GRAPH);
  const visit = await open(url, { isDeaf: true });
  await visit.page.click(".talk");
  await visit.sees(".banner", "The microphone is blocked");
  await visit.sees(".banner-action", "Try again");
  await visit.shot("blocked");
});

visiting("the plain page talks as well", async ({ serve, open }) => {
  const { url } = await serve(GRAPH);
  const visit = await open(`${url}plain/index.html`, { speech: QUESTION });
  await visit.page.click("#talk");
  await visit.sees("#said .user", "what is the weather");
  await visit.sees("#said .assistant", "You said: what is the weather");
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await visit.shot("plain");
  assert.ok((await visit.seen()).peak > 0.02);
});

visiting("another graph can be chosen, seen and talked to", async ({ serve, open }) => {
  const { url } = await serve(GRAPH);
  const visit = await open(url, { speech: QUESTION });
  await visit.sees(".graph-select option", "echo");
  await visit.sees(".graph-select option:disabled", "needs DEEPGRAM_API_KEY");
  await visit.page.select(".graph-select select", "echo");
  await visit.sees(".graph-name", "echo");
  await visit.page.click(".talk");
  await visit.sees(".graph-node[data-state=running]", "echo");
  await visit.page.waitForFunction(() => window.seen.peak > 0.02);
});
