/** What happened, one line each. Pure. */

import type { ConnectionStatus, ServerMessage, TurnMetrics } from "@ten-lite/client";

export type LogKind = "text" | "sound" | "figures" | "connection" | "error";

export interface LogLine {
  id: number;
  atMs: number;
  kind: LogKind;
  name: string;
  text: string;
}

const MAX_LINES = 400;

export type NewLine = Pick<LogLine, "kind" | "name" | "text">;

/** `lines` and one more, newest first. */
export function logged(lines: LogLine[], atMs: number, line: NewLine): LogLine[] {
  const id = (lines[0]?.id ?? 0) + 1;
  return [{ ...line, id, atMs }, ...lines].slice(0, MAX_LINES);
}

/** The line for a message; null for texts that are not final, which the conversation shows. */
export function lineOf(message: ServerMessage): NewLine | null {
  if (message.type === "error") {
    return { kind: "error", name: message.code || "error", text: message.error };
  }
  if (message.type === "cmd") return { kind: "sound", name: "flush", text: "playback emptied" };
  if (message.name === "text_data") {
    const { role, text, is_final, data_type } = message.data;
    if (!is_final || data_type === "raw") return null;
    return { kind: "text", name: role, text };
  }
  if (message.name === "tts_audio_start") {
    return { kind: "sound", name: "sound begins", text: message.data.request_id };
  }
  if (message.name === "tts_audio_end") {
    const { duration_ms, reason } = message.data;
    return { kind: "sound", name: "sound ends", text: `${reason}, ${duration_ms} ms` };
  }
  if (message.name === "metrics") {
    return { kind: "figures", name: `turn ${message.data.stream_id}`, text: turn(message.data) };
  }
  if (message.name === "node_metrics") {
    const { node, figures } = message.data;
    return { kind: "figures", name: node, text: listed(figures) };
  }
  return { kind: "text", name: message.name, text: message.data.text };
}

function turn({
  transcript_ms,
  first_token_ms,
  first_audio_ms,
  interrupted_ms,
}: TurnMetrics): string {
  return listed({ transcript_ms, first_token_ms, first_audio_ms, interrupted_ms });
}

function listed(figures: Record<string, number | null>): string {
  return Object.entries(figures)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => {
      const words = name.replace(/_ms$/, "").replaceAll("_", " ");
      return name.endsWith("_ms") ? `${words} ${value} ms` : `${words} ${value}`;
    })
    .join(", ");
}

/** The line for the connection; null for an attempt that begins, its end is told. */
export function connectionLine(status: ConnectionStatus & { dropped: number }): NewLine | null {
  const isTrying = status.status === "connecting" || status.status === "reconnecting";
  if (isTrying && status.attempts && !status.retryInMs) return null;
  const words: string[] = [];
  if (status.status === "open") words.push(status.resumed ? "went on" : "new", status.sessionId);
  if (status.closeCode) words.push(`closed with ${status.closeCode}`);
  if (status.retryInMs) words.push(`again in ${Math.round(status.retryInMs)} ms`);
  if (status.dropped) words.push(`${status.dropped} messages given up`);
  return { kind: "connection", name: status.status, text: words.join(", ") };
}
