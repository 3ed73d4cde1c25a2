import { expect, it } from "vitest";
import type { TextData } from "../src/messages.js";
import { Spoken } from "../src/spoken.js";

function text(role: TextData["role"], words: string, fields: Partial<TextData> = {}): TextData {
  const rest = { is_final: true, stream_id: 1, data_type: "transcribe", text_ts: 0 } as const;
  return { role, text: words, ...rest, ...fields };
}

it("keeps what was said last of each text, and of the user what is final", () => {
  const spoken = new Spoken();
  spoken.add(text("user", "why", { is_final: false }));
  spoken.add(text("user", "Why is it?"));
  spoken.add(text("assistant", "It", { is_final: false }));
  spoken.add(text("assistant", "It is so.", { is_final: false }));
  expect(spoken.said()).toEqual([
    { role: "user", text: "Why is it?" },
    { role: "assistant", text: "It is so." },
  ]);
});

it("leaves out what was typed and will be said again", () => {
  const spoken = new Spoken();
  spoken.typed("one");
  spoken.add(text("assistant", "Two."));
  spoken.typed("three");
  expect(spoken.said(1).map((said) => said.text)).toEqual(["one", "Two."]);
  expect(spoken.said(5).map((said) => said.text)).toEqual(["Two."]);
});

it("numbers streams anew in a conversation that goes on, and forgets in another", () => {
  const spoken = new Spoken();
  spoken.add(text("assistant", "before"));
  spoken.begin(false);
  spoken.add(text("assistant", "after"));
  expect(spoken.said().map((said) => said.text)).toEqual(["before", "after"]);
  spoken.begin(true);
  expect(spoken.said()).toEqual([]);
});

it("is not more than a server takes", () => {
  const spoken = new Spoken();
  for (let n = 0; n < 200; n++) spoken.typed("x".repeat(5_000));
  expect(spoken.said()).toHaveLength(50);
  expect(Math.max(...spoken.said().map((said) => said.text.length))).toBe(2_000);
});
