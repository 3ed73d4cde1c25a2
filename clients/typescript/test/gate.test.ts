import { expect, it } from "vitest";
import { Gate } from "../src/gate.js";

it("sound of an older turn than the newest is refused", () => {
  const gate = new Gate();
  expect([3, 3, 4, 3, 4].map((turn) => gate.admits(turn))).toEqual([true, true, true, false, true]);
  expect(gate.refused).toBe(1);
});

it("sound of the same turn after the server's flush is heard: the interruption was none", () => {
  const gate = new Gate();
  gate.admits(3);
  gate.flush();
  expect(gate.admits(3)).toBe(true);
});

it("what the user stopped stays silent until the server knows", () => {
  const gate = new Gate();
  gate.start("a");
  gate.admits(3);
  gate.stop();
  expect(gate.admits(3)).toBe(false);
  gate.start("a");
  expect(gate.admits(3)).toBe(false);
  gate.flush();
  expect(gate.admits(3)).toBe(true);
});

it("the next answer is heard, whether a turn or a name tells that it is another", () => {
  const byTurn = new Gate();
  byTurn.admits(3);
  byTurn.stop();
  expect(byTurn.admits(4)).toBe(true);
  const byName = new Gate();
  byName.start("a");
  byName.stop();
  expect(byName.admits(undefined)).toBe(false);
  byName.start("b");
  expect(byName.admits(undefined)).toBe(true);
});

it("a new conversation begins with turn 0 again", () => {
  const gate = new Gate();
  gate.admits(9);
  gate.stop();
  gate.reset();
  expect(gate.admits(0)).toBe(true);
});
