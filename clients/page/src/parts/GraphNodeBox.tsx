import { NODE_HEIGHT, NODE_WIDTH, type Point } from "../graph/place";
import type { GraphNode } from "../server/types";

const MOST_CHARS = 18;

interface Props {
  node: GraphNode;
  at: Point;
  /** `running`, `starting`, `failed`, ...; "" while nobody talks. */
  state: string;
}

export function GraphNodeBox({ node, at, state }: Props) {
  const { name, addon, kind } = node;
  return (
    <g
      className="graph-node"
      data-state={state}
      data-kind={kind}
      transform={`translate(${at.x - NODE_WIDTH / 2} ${at.y - NODE_HEIGHT / 2})`}
    >
      <title>{[`${name}: ${addon}`, kind, state].filter(Boolean).join(", ")}</title>
      <rect className="graph-box" width={NODE_WIDTH} height={NODE_HEIGHT} rx="12" />
      <circle className="graph-dot" cx="17" cy={NODE_HEIGHT / 2 - 8.5} r="4" />
      <text className="graph-name" x="27" y={NODE_HEIGHT / 2 - 4}>
        {clipped(name)}
      </text>
      <text className="graph-addon" x="13" y={NODE_HEIGHT / 2 + 15}>
        {state && state !== "running" && state !== "fallback" ? state : clipped(addon)}
      </text>
    </g>
  );
}

function clipped(text: string): string {
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS - 1)}…` : text;
}
