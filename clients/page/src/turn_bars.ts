/** A turn's way to its first sound, as parts of a bar. Pure. */

import type { TurnMetrics } from "@ten-lite/client";

export interface Part {
  stage: "hear" | "think" | "word" | "speak";
  fromMs: number;
  toMs: number;
}

export const STAGES: Record<Part["stage"], string> = {
  hear: "Transcript",
  think: "Model",
  word: "First sentence",
  speak: "Voice",
};

/** The stages of `turn` in order; a stage that did not happen, or is not known, is left out. */
export function partsOf(turn: TurnMetrics): Part[] {
  const ends: [Part["stage"], number | null][] = [
    ["hear", turn.transcript_ms],
    ["think", turn.first_token_ms],
    ["word", turn.first_text_ms],
    ["speak", turn.first_audio_ms],
  ];
  const parts: Part[] = [];
  let fromMs = 0;
  for (const [stage, toMs] of ends) {
    // A model that guesses may begin before the transcript is final.
    if (toMs === null || toMs <= fromMs) continue;
    parts.push({ stage, fromMs, toMs });
    fromMs = toMs;
  }
  return parts;
}

/** From the end of the user's speech to the first sound; null: there was none. */
export function latencyOf(turn: TurnMetrics): number | null {
  return turn.first_audio_ms;
}

/** The value below which `share` of `values` lie; null for none. */
export function quantile(values: number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** `ms` for people: 840 ms, 1.24 s. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}
