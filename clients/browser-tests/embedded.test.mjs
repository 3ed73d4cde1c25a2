/** The page below a path of another application. */

import { canEmbed, embed } from "./kit/embedded.mjs";
import { visiting } from "./kit/visiting.mjs";

const isThere = await canEmbed();

for (const [name, page] of [
  ["the page", ""],
  ["the plain page", "plain/index.html"],
]) {
  visiting(`${name} talks below a path of another application`, async ({ context, keep, open }) => {
    if (!isThere) return context.skip("fastapi and uvicorn are not installed");
    const { url } = await keep(embed("voice_assistant_fake"));
    const visit = await open(`${url}${page}`, { isDeaf: true });
    if (page) {
      await visit.page.type("input", "hello there");
      await visit.page.keyboard.press("Enter");
      await visit.sees("#said", "You said: hello there");
    } else {
      await visit.type("hello there");
      await visit.sees(".turn-assistant", "You said: hello there");
      await visit.sees(".graph-node[data-state=running]", "main_control");
    }
  });
}
