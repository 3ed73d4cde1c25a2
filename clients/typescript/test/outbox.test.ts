import { describe, expect, it } from "vitest";
import type { ClientMessage } from "../src/messages.js";
import { Outbox, type Outgoing } from "../src/outbox.js";

let sequence = 0;

function sound(ms = 20): Outgoing {
  const samples = new Int16Array(0);
  return { kind: "sound", sound: { samples, sequence: sequence++, timestampMs: 0 }, ms };
}

function say(kind: "text" | "setting" | "moment", text = kind as string): Outgoing {
  const message: ClientMessage = { type: "data", name: "text_data", data: { text } };
  return { kind, message };
}

function drain(outbox: Outbox): string[] {
  const all: string[] = [];
  for (let entry = outbox.next(); entry; entry = outbox.next()) {
    all.push(entry.kind === "gap" ? `gap ${entry.messages}` : entry.kind);
  }
  return all;
}

function written(...entries: Outgoing[]): Outbox {
  const outbox = new Outbox({ soundMs: 60, moments: 2, texts: 3 });
  for (const entry of entries) outbox.put(entry);
  drain(outbox);
  return outbox;
}

describe("an outbox", () => {
  it("gives entries in order and counts them when they are given", () => {
    const outbox = new Outbox();
    for (const entry of [sound(), say("text"), sound()]) outbox.put(entry);
    expect(outbox.sent).toBe(0);
    expect(drain(outbox)).toEqual(["sound", "text", "sound"]);
    expect(outbox.sent).toBe(3);
  });

  it("forgets what is acknowledged, once, and never more than there was", () => {
    const outbox = written(sound(), say("text"), sound());
    outbox.acknowledge(2);
    outbox.acknowledge(1);
    outbox.acknowledge(99);
    expect(outbox.acknowledged).toBe(3);
    outbox.resume(0);
    expect(drain(outbox)).toEqual([]);
  });

  it("drops the oldest sound that was not counted yet without a trace", () => {
    const outbox = new Outbox({ soundMs: 60 });
    for (let frame = 0; frame < 5; frame++) outbox.put(sound());
    expect(outbox.dropped).toBe(2);
    expect(drain(outbox)).toEqual(["sound", "sound", "sound"]);
    expect(outbox.sent).toBe(3);
  });

  it("has one gap for neighbours that were counted, and the count stays", () => {
    const outbox = written(sound(), sound(), say("text"), sound());
    for (let frame = 0; frame < 3; frame++) outbox.put(sound());
    drain(outbox);
    expect(outbox.sent).toBe(7);
    outbox.resume(0);
    expect(drain(outbox)).toEqual(["gap 2", "text", "gap 1", "sound", "sound", "sound"]);
    expect(outbox.sent).toBe(7);
    expect(outbox.dropped).toBe(3);
    outbox.resume(0);
    expect(outbox.dropped).toBe(3);
  });

  it("shortens a gap of which the server has a part", () => {
    const outbox = written(sound(), sound(), sound());
    for (let frame = 0; frame < 3; frame++) outbox.put(sound());
    outbox.resume(2);
    expect(drain(outbox)).toEqual(["gap 1", "sound", "sound", "sound"]);
    expect(outbox.sent).toBe(6);
  });

  it("keeps a few messages of the moment, and texts until there are too many", () => {
    const outbox = new Outbox({ moments: 2, texts: 3 });
    for (let count = 0; count < 4; count++) outbox.put(say("moment"));
    for (let count = 0; count < 3; count++) outbox.put(say("text"));
    expect(() => outbox.put(say("text"))).toThrow("3 messages wait");
    expect(drain(outbox)).toEqual(["moment", "moment", "text", "text", "text"]);
  });

  it("takes into a new conversation what makes sense in it", () => {
    const outbox = written(sound(), say("text", "heard?"), say("setting"), say("moment"));
    for (const entry of [sound(), say("setting"), say("moment"), say("text")]) outbox.put(entry);
    outbox.restart([say("setting")]);
    expect(drain(outbox)).toEqual(["setting", "text", "sound", "text"]);
    expect(outbox.sent).toBe(4);
    expect(outbox.acknowledged).toBe(0);
  });
});
