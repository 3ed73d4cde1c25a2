import assert from "node:assert/strict";
import { proxy } from "./kit/proxy.mjs";
import { visiting } from "./kit/visiting.mjs";

const GRAPH = "voice_assistant_fake";
/** What browsers write when a server is not there. */
const NO_SERVER = /WebSocket connection|Failed to load resource|ERR_/;

async function sessionOf(visit) {
  await visit.page.select(".log-filter select", "connection");
  return visit.texts(".log-text");
}

visiting(
  "a conversation goes on when only the socket died",
  async ({ serve, open }) => {
    const { port } = await serve(GRAPH);
    const network = await proxy(port);
    try {
      const visit = await open(network.url);
      await visit.type("before the loss");
      await visit.sees(".turn-assistant", "You said: before the loss");
      for (let time = 0; time < 3; time++) {
        network.cut();
        await visit.page.waitForFunction((n) => window.seen.sockets > n, {}, time + 1);
        await visit.sees(".log-text", "went on");
      }
      await visit.type("after the loss");
      await visit.sees(".turn-assistant", "You said: after the loss");
      const lines = await sessionOf(visit);
      assert.equal(lines.filter((text) => text.startsWith("new")).length, 1);
      assert.deepEqual(await visit.texts(".divider"), []);
      assert.equal((await visit.texts(".turn")).length, 4);
    } finally {
      network.close();
    }
  },
  { allowed: NO_SERVER },
);

visiting(
  "a server that was killed is found again, and what was said is still there",
  async ({ serve, open }) => {
    const first = await serve(GRAPH);
    const visit = await open(first.url);
    await visit.type("before the end");
    await visit.sees(".turn-assistant", "You said: before the end");
    // A server that did not live to say what it has got is told it again by the client.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await first.stop("SIGKILL");
    await visit.sees(".chip", "Reconnecting");
    await visit.shot("reconnecting");
    await serve(GRAPH, { port: first.port });
    await visit.sees(".log-text", "new");
    await visit.sees(".chip", "Listening");
    await visit.type("after the end");
    await visit.sees(".turn-assistant", "You said: after the end");
    assert.equal((await visit.texts(".turn")).length, 4);
    assert.equal((await visit.texts(".divider")).length, 1);
    await visit.shot("server-back");
  },
  { allowed: NO_SERVER },
);

visiting(
  "a server with a token asks for it, and again when it is wrong",
  async ({ serve, open }) => {
    const { url } = await serve(GRAPH, { args: ["--set", "websocket_server.token=right"] });
    const visit = await open(url);
    await visit.sees(".dialog", "access token");
    await visit.shot("token");
    for (const token of ["wrong", "right"]) {
      await visit.page.type(".dialog input", token);
      await visit.page.keyboard.press("Enter");
      await visit.page.waitForFunction(() => !document.querySelector(".dialog input")?.value);
    }
    await visit.page.waitForSelector(".dialog", { hidden: true });
    await visit.type("may I come in");
    await visit.sees(".turn-assistant", "You said: may I come in");
    await visit.sees(".graph-node[data-state=running]", "tts");
  },
  { allowed: /401/ },
);
