/** `ten-lite run`, as a user starts it. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "../../..");
const START_MS = 90_000;

function program() {
  const own = path.join(ROOT, ".venv/bin/ten-lite");
  return process.env.TEN_LITE ?? (existsSync(own) ? own : "ten-lite");
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** A server that clients can connect to; `port` is kept when it is started again. */
export async function serve(graph, { port, args = [] } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "ten-lite-"));
  const ready = path.join(folder, "ready.json");
  const at = port ?? (await freePort());
  const child = spawn(
    program(),
    ["run", graph, "--port", String(at), "--ready-file", ready, "--offline", ...args],
    { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      said += data;
    });
  }
  const ended = once(child, "exit");
  const stop = async (signal = "SIGKILL") => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_MS;
  while (!existsSync(ready) || !readFileSync(ready, "utf8")) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`ten-lite run ${graph} did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port: at, url: `http://127.0.0.1:${at}/`, stop, said: () => said };
}
