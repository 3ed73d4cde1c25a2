import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** A graph that is being served. */
export interface Server {
  /** What OpenAI's client is given as `baseURL`. */
  baseURL: string;
  /** The certificate that it shows, as PEM. */
  certificate: string;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 50_000;

/**
 * Serve a graph over TLS, which OpenAI's client insists on.
 *
 * @param graph Its name or file.
 * @param settings As `--set` takes them, such as `main_control.client_prompt=true`.
 */
export async function serve(graph: string, ...settings: string[]): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "ten-lite-"));
  const key = join(folder, "key.pem");
  const certificate = join(folder, "certificate.pem");
  makeCertificate(certificate, key);
  const ready = join(folder, "ready.json");
  const all = [
    `websocket_server.tls_certificate=${certificate}`,
    `websocket_server.tls_key=${key}`,
    ...settings,
  ].flatMap((setting) => ["--set", setting]);
  const own = fileURLToPath(new URL("../../../.venv/bin/ten-lite", import.meta.url));
  const command = process.env.TEN_LITE ?? (existsSync(own) ? own : "ten-lite");
  const child = spawn(command, ["run", graph, "--port", "0", "--ready-file", ready, ...all], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  let failure: Error | undefined;
  child.on("error", (error) => {
    failure = error;
  });
  const ended = new Promise<void>((resolve) => {
    child.on("close", () => resolve());
  });
  const stop = async () => {
    child.kill("SIGTERM");
    if (!failure) await ended;
    rmSync(folder, { recursive: true });
  };
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!existsSync(ready)) {
    if (failure || child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${command} does not serve ${graph}: ${failure?.message ?? log}`);
    }
    await sleep(50);
  }
  const { http } = JSON.parse(readFileSync(ready, "utf8")) as { http: string };
  return {
    baseURL: new URL("/v1", http).toString(),
    certificate: readFileSync(certificate, "utf8"),
    stop,
  };
}

function makeCertificate(certificate: string, key: string): void {
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", key, "-out", certificate];
  execFileSync("openssl", ["req", "-x509", "-days", "1", ...curve, ...names, ...files], {
    stdio: "pipe",
  });
}
