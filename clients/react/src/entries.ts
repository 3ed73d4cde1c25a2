/** What was said, as a list to show. Pure. */

import type { TextData, TurnMetrics } from "@ten-lite/client";

/** One thing that somebody said. */
export interface Entry {
  /** Never used again, also not by later conversations. */
  id: number;
  /** Counts conversations; another number than that of the entry before begins a new one. */
  conversation: number;
  role: "user" | "assistant";
  /** The number of the utterance or, of an answer, of the turn; 0 for what was typed. */
  streamId: number;
  text: string;
  /** Whether the text may still change. */
  isFinal: boolean;
  /** Whether the user interrupted it. */
  isInterrupted: boolean;
  /** What the model thought before it answered, where it tells. */
  thought: string;
}

const MAX_ENTRIES = 500;

/** `entries` after the server told a text. */
export function heard(entries: Entry[], conversation: number, text: TextData): Entry[] {
  if (text.data_type === "raw") return thought(entries, conversation, text);
  const change = { text: text.text, isFinal: text.is_final };
  const index = indexOf(entries, conversation, text);
  const entry = entries[index];
  if (!entry) return added(entries, { ...of(conversation, text), ...change });
  if (index < entries.length - 1 && isAnother(entry.text, text.text)) {
    // The user went on and the answer was made anew: it stands below what it answers.
    const before = replaced(entries, index, { isFinal: true, isInterrupted: true });
    return added(before, { ...of(conversation, text), ...change });
  }
  return replaced(entries, index, change);
}

/** `entries` after the user typed `text`. */
export function typed(entries: Entry[], conversation: number, text: string): Entry[] {
  const entry = of(conversation, { role: "user", stream_id: 0 });
  return added(entries, { ...entry, text, isFinal: true });
}

/** `entries` after the server told how a turn went. */
export function over(entries: Entry[], conversation: number, turn: TurnMetrics): Entry[] {
  if (turn.interrupted_ms === null) return entries;
  const index = indexOf(entries, conversation, { role: "assistant", stream_id: turn.stream_id });
  return index < 0 ? entries : replaced(entries, index, { isInterrupted: true });
}

function thought(entries: Entry[], conversation: number, text: TextData): Entry[] {
  const words = reasoning(text.text);
  if (words === null) return entries;
  const index = indexOf(entries, conversation, text);
  if (index < 0) return added(entries, { ...of(conversation, text), thought: words });
  return replaced(entries, index, { thought: words });
}

function reasoning(json: string): string | null {
  try {
    const { type, data } = JSON.parse(json);
    return type === "reasoning" && typeof data?.text === "string" ? data.text : null;
  } catch {
    // `raw` is for programs, of which this is not the only one.
    return null;
  }
}

function of(conversation: number, text: Pick<TextData, "role" | "stream_id">): Omit<Entry, "id"> {
  const { role, stream_id: streamId } = text;
  const empty = { text: "", isFinal: false, isInterrupted: false, thought: "" };
  return { conversation, role, streamId, ...empty };
}

function added(entries: Entry[], entry: Omit<Entry, "id">): Entry[] {
  const id = (entries.at(-1)?.id ?? 0) + 1;
  return [...entries, { ...entry, id }].slice(-MAX_ENTRIES);
}

function replaced(entries: Entry[], index: number, change: Partial<Entry>): Entry[] {
  return entries.map((entry, at) => (at === index ? { ...entry, ...change } : entry));
}

function indexOf(
  entries: Entry[],
  conversation: number,
  { role, stream_id }: Pick<TextData, "role" | "stream_id">,
): number {
  return entries.findLastIndex(
    (entry) =>
      entry.role === role && entry.streamId === stream_id && entry.conversation === conversation,
  );
}

/** Whether `text` does not go on where `before` is, nor takes some of it back. */
function isAnother(before: string, text: string): boolean {
  return !text.startsWith(before) && !before.startsWith(text);
}
