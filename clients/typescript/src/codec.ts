/** Messages to and from what a WebSocket carries; no I/O, no clock. */

import type { ServerText } from "./messages.js";

/** Mono PCM16 with what its header says. */
export interface Sound {
  samples: Int16Array;
  /** Known of sound in JSON; else it is the rate of the session. */
  sampleRate?: number;
  /** The user's utterance it answers; undefined where the form does not tell. */
  turn?: number;
  sequence: number;
  /** Of its first sample, on the sender's clock. */
  timestampMs: number;
}

/** The server sent what this client cannot read. */
export class WireError extends Error {
  override name = "WireError";
}

export const SUBPROTOCOL_BINARY = "ten-lite.v1.bin";
export const SUBPROTOCOL_TEXT = "ten-lite.v1";

const HEADER_BYTES = 16;
const KIND_SOUND = 1;
const BASE64_SLICE = 0x8000;

/** The binary frame of `sound`: 16 bytes of header, then PCM16, all little endian. */
export function encodeSound(sound: Sound): ArrayBuffer {
  const { samples } = sound;
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + samples.length * 2));
  view.setUint8(0, KIND_SOUND);
  view.setUint32(4, sound.turn ?? 0, true);
  view.setUint32(8, sound.sequence, true);
  view.setUint32(12, sound.timestampMs, true);
  for (let index = 0; index < samples.length; index++) {
    view.setInt16(HEADER_BYTES + index * 2, samples[index] as number, true);
  }
  return view.buffer;
}

/**
 * The sound of a binary frame; null for a kind this version does not know.
 *
 * @throws WireError It is too short or does not hold whole samples.
 */
export function decodeSound(frame: ArrayBuffer): Sound | null {
  if (frame.byteLength < HEADER_BYTES) {
    throw new WireError(`A binary frame of ${frame.byteLength} bytes has no whole header`);
  }
  const view = new DataView(frame);
  if (view.getUint8(0) !== KIND_SOUND) return null;
  return {
    samples: readPcm(view, HEADER_BYTES),
    turn: view.getUint32(4, true),
    sequence: view.getUint32(8, true),
    timestampMs: view.getUint32(12, true),
  };
}

/** `samples` as base64 of PCM16. */
export function encodeBase64(samples: Int16Array): string {
  const bytes = new Uint8Array(encodeSound({ samples, sequence: 0, timestampMs: 0 }), HEADER_BYTES);
  let text = "";
  for (let start = 0; start < bytes.length; start += BASE64_SLICE) {
    text += String.fromCharCode(...bytes.subarray(start, start + BASE64_SLICE));
  }
  return btoa(text);
}

/**
 * The samples in base64 of PCM16.
 *
 * @throws WireError It is not base64, or does not hold whole samples.
 */
export function decodeBase64(audio: string): Int16Array {
  let text: string;
  try {
    text = atob(audio);
  } catch {
    throw new WireError("The sound of a message is not base64");
  }
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return readPcm(new DataView(bytes.buffer), 0);
}

/**
 * The message in `text`; null for one that this version does not know.
 *
 * @throws WireError It is not a JSON object with what its kind needs.
 */
export function decodeText(text: string): ServerText | null {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    throw new WireError("A text message is not JSON");
  }
  if (!isObject(fields)) throw new WireError("A text message is not a JSON object");
  const type = `${fields.type}`;
  if (!Object.hasOwn(SHAPES, type)) return null;
  const known = SHAPES[type]?.(fields);
  if (known === undefined) throw new WireError(`A message of type "${type}" lacks a field`);
  return known ? (fields as unknown as ServerText) : null;
}

type Fields = Record<string, unknown>;

/** Whether a message of a type is known; undefined: it is broken. */
const SHAPES: Record<string, (fields: Fields) => boolean | undefined> = {
  audio: ({ audio }) => (typeof audio === "string" ? true : undefined),
  data: ({ name, data }) => (isObject(data) ? hasData(`${name}`, data) : undefined),
  cmd: ({ name, data }) => (isObject(data) ? name === "flush" : undefined),
  error: ({ error }) => (typeof error === "string" ? true : undefined),
  ready: ({ data }) => (isObject(data) && isReady(data) ? true : undefined),
  ack: ({ data }) => (isObject(data) && isCount(data.received) ? true : undefined),
  ping: () => true,
};

const NEEDED: Record<string, Record<string, "string" | "number" | "boolean" | "object">> = {
  text_data: { text: "string", role: "string", is_final: "boolean" },
  asr_result: { text: "string", final: "boolean" },
  tts_audio_start: { request_id: "string" },
  tts_audio_end: { request_id: "string" },
  metrics: { stream_id: "number" },
  node_metrics: { node: "string", figures: "object" },
};

function hasData(name: string, data: Fields): boolean | undefined {
  if (!Object.hasOwn(NEEDED, name)) return false;
  const needed = Object.entries(NEEDED[name] ?? {});
  return needed.every(([key, type]) => typeof data[key] === type) || undefined;
}

function isReady(data: Fields): boolean {
  return (
    typeof data.session_id === "string" &&
    typeof data.resume_token === "string" &&
    typeof data.resumed === "boolean" &&
    isCount(data.received) &&
    isCount(data.sample_rate) &&
    (data.sample_rate as number) > 0
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readPcm(view: DataView, start: number): Int16Array {
  const size = view.byteLength - start;
  if (size % 2) throw new WireError(`${size} bytes of sound are not whole samples`);
  const samples = new Int16Array(size / 2);
  for (let index = 0; index < samples.length; index++) {
    samples[index] = view.getInt16(start + index * 2, true);
  }
  return samples;
}
