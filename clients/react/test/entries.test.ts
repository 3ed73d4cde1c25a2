import type { TextData, TurnMetrics } from "@ten-lite/client";
import { describe, expect, it } from "vitest";
import { type Entry, heard, over, typed } from "../src/entries.js";

function text(role: TextData["role"], words: string, fields: Partial<TextData> = {}): TextData {
  const rest = { is_final: true, stream_id: 1, data_type: "transcribe", text_ts: 0 } as const;
  return { role, text: words, ...rest, ...fields };
}

function all(...texts: TextData[]): Entry[] {
  return texts.reduce((entries, one) => heard(entries, 0, one), [] as Entry[]);
}

const INTERRUPTED = { stream_id: 1, interrupted_ms: 900 } as TurnMetrics;

describe("what was said", () => {
  it("grows in place until it is final", () => {
    const entries = all(
      text("user", "why", { is_final: false }),
      text("user", "why is", { is_final: false }),
      text("user", "Why is it?"),
    );
    expect(entries).toMatchObject([{ text: "Why is it?", isFinal: true, role: "user" }]);
  });

  it("of an answer goes on while the user speaks in between", () => {
    const entries = all(
      text("assistant", "It is", { is_final: false }),
      text("user", "yes", { is_final: false }),
      text("assistant", "It is blue."),
    );
    expect(entries.map((entry) => entry.text)).toEqual(["It is blue.", "yes"]);
  });

  it("of an answer that was made anew stands below what it answers", () => {
    const entries = all(
      text("user", "book a table"),
      text("assistant", "For how", { is_final: false }),
      text("user", "for two", { stream_id: 2 }),
      text("assistant", "A table for two."),
    );
    expect(entries.map((entry) => entry.text)).toEqual([
      "book a table",
      "For how",
      "for two",
      "A table for two.",
    ]);
    expect(entries.map((entry) => entry.isInterrupted)).toEqual([false, true, false, false]);
  });

  it("in another conversation is another entry, though the numbers begin again", () => {
    const first = all(text("user", "hello"));
    expect(heard(first, 1, text("user", "hello again"))).toMatchObject([
      { text: "hello", conversation: 0 },
      { text: "hello again", conversation: 1 },
    ]);
  });

  it("by typing is final, each time an entry of its own", () => {
    const entries = typed(typed([], 0, "one"), 0, "two");
    expect(entries).toMatchObject([
      { text: "one", isFinal: true },
      { text: "two", isFinal: true },
    ]);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(2);
  });

  it("is bounded", () => {
    let entries: Entry[] = [];
    for (let at = 0; at < 600; at++) entries = typed(entries, 0, String(at));
    expect(entries).toHaveLength(500);
    expect(entries.at(-1)?.text).toBe("599");
  });
});

describe("a turn that is over", () => {
  it("was interrupted, and its answer says so", () => {
    const entries = all(text("user", "why"), text("assistant", "Because"));
    expect(over(entries, 0, INTERRUPTED).map((entry) => entry.isInterrupted)).toEqual([
      false,
      true,
    ]);
  });

  it("was not, and nothing changes", () => {
    const entries = all(text("assistant", "Because"));
    expect(over(entries, 0, { ...INTERRUPTED, interrupted_ms: null })).toBe(entries);
  });
});

describe("what the model thinks", () => {
  const raw = (json: string) => text("assistant", json, { data_type: "raw" });

  it("is part of its answer, and not said", () => {
    const thought = JSON.stringify({ type: "reasoning", data: { text: "hm", stream_id: 1 } });
    const entries = all(raw(thought), text("assistant", "Yes."));
    expect(entries).toMatchObject([{ text: "Yes.", thought: "hm" }]);
  });

  it.each(["no json", "null", '{"type":"other"}', '{"type":"reasoning"}'])("is not: %s", (json) => {
    expect(all(raw(json))).toEqual([]);
  });
});
