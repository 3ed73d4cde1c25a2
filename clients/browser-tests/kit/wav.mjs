/** What the microphone hears. */

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "./server.mjs";

const RATE = 16_000;

/** Samples of a recording in tests/speech: mono PCM16, 16 kHz. */
export function speech(name) {
  const file = readFileSync(path.join(ROOT, "tests/speech", name));
  const at = file.indexOf("data") + 8;
  return file.subarray(at, at + file.readUInt32LE(at - 4));
}

export function silence(ms) {
  return Buffer.alloc(2 * Math.round((RATE * ms) / 1_000));
}

/** A WAV file of `parts`, one after the other. */
export function recording(...parts) {
  const data = Buffer.concat(parts);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(2 * RATE, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  const file = path.join(mkdtempSync(path.join(tmpdir(), "ten-lite-")), "microphone.wav");
  writeFileSync(file, Buffer.concat([head, data]));
  return file;
}
