import assert from "node:assert/strict";
import { serve } from "./kit/server.mjs";
import { visiting } from "./kit/visiting.mjs";
import { recording, silence, speech } from "./kit/wav.mjs";

const QUESTION = recording(silence(500), speech("assistant_17.wav"), silence(30_000));

visiting(
  "the embedded voices hear a recorded question and answer it",
  async ({ context, open }) => {
    let server;
    try {
      server = await serve("voice_assistant");
    } catch (error) {
      if (!/weights/i.test(error.message)) throw error;
      context.skip("the weights are not here: ten-lite models pull");
      return;
    }
    try {
      const visit = await open(server.url, { speech: QUESTION });
      await visit.page.click(".talk");
      await visit.sees(".turn-user[data-final=true]", "");
      await visit.sees(".turn-user ~ .turn-assistant .bubble-text", "");
      await visit.sees(".chip", "Speaking");
      await visit.page.waitForFunction(() => window.seen.peak > 0.05, { timeout: 30_000 });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await visit.shot("voice-assistant-speaking");
      await visit.sees(".bar-total", "s");
      const [heard] = await visit.texts(".turn-user");
      const answer = (await visit.texts(".turn-assistant .bubble-text")).at(-1);
      context.diagnostic(`heard "${heard}", answered "${answer}"`);
      assert.ok(answer.length > 10);
      await visit.shot("voice-assistant");
    } finally {
      await server.stop();
    }
  },
);
