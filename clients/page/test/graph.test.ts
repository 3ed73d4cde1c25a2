import { describe, expect, it } from "vitest";
import { brief, traffic } from "../src/graph/counts";
import { layered, pairs } from "../src/graph/layers";
import { curve, NODE_HEIGHT, NODE_WIDTH, placed } from "../src/graph/place";
import type { Graph, Session } from "../src/server/types";

function graphOf(kinds: Record<string, string>, edges: string[]): Graph {
  return {
    nodes: Object.entries(kinds).map(([name, kind]) => ({ name, addon: name, kind })),
    edges: edges.map((edge) => {
      const [source = "", target = "", message = "data"] = edge.split(" ");
      return { source, target, message };
    }),
  };
}

const ASSISTANT = graphOf(
  { tts: "tts", llm: "llm", control: "control", ws: "transport", stt: "stt" },
  [
    "ws tts playback_position",
    "ws control text_data",
    "ws stt pcm_frame",
    "stt control asr_result",
    "control llm chat_completion",
    "control tts tts_text_input",
    "control stt config",
    "control ws text_data",
    "tts control tts_audio_start",
    "tts ws pcm_frame",
  ],
);
const ROWS = [["ws"], ["stt"], ["control"], ["llm", "tts"]];

describe("rows", () => {
  it("follow the sound from the client on, however the file is ordered", () => {
    const rows = layered(ASSISTANT);
    expect(rows.map((row) => [...row].sort())).toEqual(ROWS);
  });

  it("end in circles, in loops and without edges", () => {
    expect(layered(graphOf({ a: "tool", b: "tool" }, ["a b", "b a", "a a"]))).toEqual([
      ["a"],
      ["b"],
    ]);
    expect(layered(graphOf({ a: "tool", b: "tool" }, []))).toHaveLength(1);
    expect(layered({ nodes: [], edges: [] })).toEqual([]);
  });

  it("hold each node once", () => {
    const names = layered(ASSISTANT).flat();
    expect([...names].sort()).toEqual(["control", "llm", "stt", "tts", "ws"]);
  });
});

describe("lines", () => {
  it("are one for two nodes, with what goes down and what goes up", () => {
    const found = pairs(ASSISTANT, ROWS);
    const between = found.filter(({ upper, lower }) => upper === "ws" && lower === "tts");
    expect(between).toEqual([
      { upper: "ws", lower: "tts", down: ["playback_position"], up: ["pcm_frame"] },
    ]);
  });

  it("lead to nodes that there are, and not to themselves", () => {
    const broken = graphOf({ a: "tool" }, ["a gone", "a a"]);
    expect(pairs(broken, [["a"]])).toEqual([]);
  });
});

describe("the picture", () => {
  const picture = placed(ASSISTANT);

  it("has no two nodes in the same place, and all of them inside", () => {
    const { nodes, width, height } = picture;
    for (const one of nodes) {
      expect(one.x).toBeGreaterThanOrEqual(NODE_WIDTH / 2);
      expect(one.x).toBeLessThanOrEqual(width - NODE_WIDTH / 2);
      expect(one.y).toBeLessThanOrEqual(height - NODE_HEIGHT / 2);
      for (const other of nodes) {
        if (one === other || one.y !== other.y) continue;
        expect(Math.abs(one.x - other.x)).toBeGreaterThanOrEqual(NODE_WIDTH);
      }
    }
  });

  it("leads lines past the nodes that they do not end at", () => {
    for (const { pair, points } of picture.wires) {
      for (const point of points.slice(1, -1)) {
        const near = picture.nodes.filter(
          ({ x, y }) =>
            Math.abs(y - point.y) < NODE_HEIGHT / 2 && Math.abs(x - point.x) < NODE_WIDTH / 2,
        );
        expect(near, `${pair.upper} to ${pair.lower}`).toEqual([]);
      }
    }
  });

  it("is there for a graph of one node", () => {
    expect(placed(graphOf({ echo: "tool" }, [])).nodes).toHaveLength(1);
  });

  it("has smooth lines", () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 40 },
    ];
    expect(curve(points)).toBe("M0 0 C0 20 10 20 10 40");
  });
});

describe("counts", () => {
  const session = {
    edges: [
      { source: "a", target: "b", message: "x", sent: 3, queued: 1, dropped: 0, queued_ms: 20 },
      { source: "a", target: "b", message: "y", sent: 4, queued: 1, dropped: 2, queued_ms: 50 },
      { source: "b", target: "a", message: "z", sent: 9, queued: 0, dropped: 0, queued_ms: 0 },
      { source: "a", target: "c", message: "x", sent: 99, queued: 9, dropped: 9, queued_ms: 9 },
    ],
  } as unknown as Session;
  const pair = { upper: "a", lower: "b", down: ["x", "y"], up: ["z"] };

  it("are summed over the messages of a line", () => {
    const expected = { down: 7, up: 9, queued: 2, queuedMs: 50, dropped: 2 };
    expect(traffic(session, pair)).toEqual(expected);
  });

  it("are none while nobody talks", () => {
    expect(traffic(null, pair)).toMatchObject({ down: 0, up: 0, queuedMs: 0 });
  });

  it.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1.0k"],
    [1_249, "1.2k"],
    [9_960, "10k"],
    [56_400, "56k"],
    [999_499, "999k"],
    [999_500, "1.0M"],
    [3_400_000, "3.4M"],
  ])("%d is short: %s", (count, words) => {
    expect(brief(count)).toBe(words);
  });
});
