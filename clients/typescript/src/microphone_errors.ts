/** Why there is no sound from the microphone, and what to do. */

import { ClientError } from "./errors.js";

const BY_NAME: Record<string, [code: string, message: string]> = {
  NotAllowedError: [
    "permission_denied",
    "The microphone is not allowed: allow it for this page in the browser's settings",
  ],
  SecurityError: ["permission_denied", "The microphone is not allowed on this page"],
  NotFoundError: ["no_device", "There is no microphone: connect one and try again"],
  OverconstrainedError: ["no_device", "The chosen microphone is not there: choose another"],
  NotReadableError: [
    "device_busy",
    "The microphone cannot be read: another program may be using it",
  ],
};

/** The error for what `getUserMedia` or an AudioContext threw. */
export function microphoneError(error: unknown): ClientError {
  if (error instanceof ClientError) return error;
  const { name, message } = error as Error;
  const [code, text] = BY_NAME[name] ?? ["failed", `The microphone failed: ${message}`];
  return new ClientError("microphone", code, text);
}

/** @throws ClientError The page cannot have a microphone at all. */
export function checkPage(): void {
  if (globalThis.isSecureContext === false) {
    const why = "Browsers give the microphone to pages on localhost or https only";
    throw new ClientError("microphone", "insecure_page", why);
  }
  if (!globalThis.navigator?.mediaDevices?.getUserMedia || !globalThis.AudioWorkletNode) {
    const why = "This browser cannot record sound; current ones can";
    throw new ClientError("microphone", "unsupported", why);
  }
}
