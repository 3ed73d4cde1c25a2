import { describe, expect, it } from "vitest";
import { type State, StateMachine } from "../src/state.js";

function follow(act: (machine: StateMachine) => void): State[] {
  const states: State[] = [];
  const machine = new StateMachine((state) => states.push(state));
  machine.connecting();
  machine.ready(false);
  act(machine);
  return states.slice(2);
}

it("connecting, then listening, at the end idle", () => {
  const states: State[] = [];
  const machine = new StateMachine((state) => states.push(state));
  machine.connecting();
  machine.ready(false);
  machine.closed();
  expect(states).toEqual(["connecting", "listening", "idle"]);
});

describe("a turn", () => {
  it("goes from listening to thinking to speaking to listening", () => {
    const states = follow((machine) => {
      machine.heard(false, 1);
      machine.heard(true, 1);
      machine.answering();
      machine.sounding();
      machine.played();
    });
    expect(states).toEqual(["thinking", "speaking", "listening"]);
  });

  it("without sound ends with its metrics, not with those of the turn before", () => {
    const states = follow((machine) => {
      machine.heard(true, 2);
      machine.over(1);
      machine.over(2);
    });
    expect(states).toEqual(["thinking", "listening"]);
  });

  it("that was typed does not end with the metrics of the turn before", () => {
    const states = follow((machine) => {
      machine.heard(true, 1);
      machine.answering();
      machine.typed();
      machine.over(1);
      machine.flushed();
    });
    expect(states).toEqual(["thinking", "speaking", "thinking"]);
  });
});

describe("an interruption", () => {
  it("is seen until the user is heard", () => {
    const states = follow((machine) => {
      machine.answering();
      machine.flushed();
      machine.heard(false, 2);
      machine.heard(true, 2);
    });
    expect(states).toEqual(["speaking", "interrupted", "listening", "thinking"]);
  });

  it("by something already understood leads to thinking", () => {
    const states = follow((machine) => {
      machine.answering();
      machine.heard(true, 2);
      machine.flushed();
    });
    expect(states).toEqual(["speaking", "thinking"]);
  });

  it("that was none leads back to speaking", () => {
    const states = follow((machine) => {
      machine.answering();
      machine.flushed();
      machine.sounding();
    });
    expect(states).toEqual(["speaking", "interrupted", "speaking"]);
  });

  it("of nothing is none", () => {
    expect(follow((machine) => machine.flushed())).toEqual([]);
  });
});

describe("a loss of the network", () => {
  it("leads back to where the conversation was, or to what was missed", () => {
    const states = follow((machine) => {
      machine.heard(true, 1);
      machine.reconnecting();
      machine.reconnecting();
      machine.ready(true);
      machine.answering();
      machine.reconnecting();
      machine.played();
      machine.ready(true);
    });
    expect(states).toEqual([
      "thinking",
      "reconnecting",
      "thinking",
      "speaking",
      "reconnecting",
      "listening",
    ]);
  });

  it("that ended the conversation begins with listening", () => {
    const states = follow((machine) => {
      machine.answering();
      machine.reconnecting();
      machine.ready(false);
    });
    expect(states.at(-1)).toBe("listening");
  });
});
