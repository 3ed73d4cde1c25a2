/** The example application, with a graph below one of its paths. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { freePort, ROOT } from "./server.mjs";

const PYTHON = path.join(ROOT, ".venv/bin/python");
const START_MS = 90_000;

/** Whether what the example needs is installed. */
export async function canEmbed() {
  const child = spawn(PYTHON, ["-c", "import fastapi, uvicorn"], { stdio: "ignore" });
  child.on("error", () => {});
  const [code] = await Promise.race([once(child, "exit"), once(child, "error")]);
  return code === 0;
}

/** It serves `graph` below `url`. */
export async function embed(graph) {
  const port = await freePort();
  const args = ["-m", "uvicorn", "examples.embed.app:app", "--port", String(port)];
  const env = { ...process.env, TEN_LITE_GRAPH: graph };
  const child = spawn(PYTHON, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      said += data;
    });
  }
  const ended = once(child, "exit");
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await ended;
  };
  const deadline = Date.now() + START_MS;
  while (!said.includes("running on")) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`the application did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url: `http://127.0.0.1:${port}/voice/`, stop };
}
