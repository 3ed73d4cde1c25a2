/** Where the nodes and lines of a graph are drawn, in pixels. Pure. */

import type { Graph } from "../server/types";
import { layered, type Pair, pairs } from "./layers";

export const NODE_WIDTH = 164;
export const NODE_HEIGHT = 50;
/** A line that passes a row takes this much room in it. */
const LANE_WIDTH = 60;
const GAP_X = 22;
const GAP_Y = 50;
const MARGIN = 12;
const SWEEPS = 8;

export interface Point {
  x: number;
  y: number;
}

export interface PlacedNode extends Point {
  name: string;
}

export interface PlacedWire {
  key: string;
  pair: Pair;
  points: Point[];
  /** Where its counts are written. */
  label: Point;
}

export interface Picture {
  width: number;
  height: number;
  /** Their centres. */
  nodes: PlacedNode[];
  wires: PlacedWire[];
}

/** A node, or the place where a line passes a row. */
interface Spot {
  name: string;
  isNode: boolean;
  x: number;
  row: number;
  above: Spot[];
  below: Spot[];
}

export function placed(graph: Graph): Picture {
  const names = layered(graph);
  const rows = names.map((row, at) => row.map((name) => spot(name, at, true)));
  const nodes = new Map(rows.flat().map((one) => [one.name, one]));
  const routes = pairs(graph, names).map((pair) => ({ pair, spots: routed(pair, nodes, rows) }));
  arrange(rows);
  const all = rows.flat();
  const left = Math.min(...all.map((one) => one.x - width(one) / 2));
  const right = Math.max(...all.map((one) => one.x + width(one) / 2));
  const at = (one: Spot): Point => ({ x: one.x - left + MARGIN, y: centre(one.row) });
  return {
    width: right - left + 2 * MARGIN,
    height: rows.length * NODE_HEIGHT + (rows.length - 1) * GAP_Y + 2 * MARGIN,
    nodes: all.filter(({ isNode }) => isNode).map((one) => ({ name: one.name, ...at(one) })),
    wires: routes.map(({ pair, spots }) => wire(pair, spots.map(at))),
  };
}

function spot(name: string, row: number, isNode: boolean): Spot {
  return { name, isNode, x: 0, row, above: [], below: [] };
}

function width({ isNode }: Spot): number {
  return isNode ? NODE_WIDTH : LANE_WIDTH;
}

function centre(row: number): number {
  return MARGIN + NODE_HEIGHT / 2 + row * (NODE_HEIGHT + GAP_Y);
}

/** The way of a line, with a lane in each row that it passes. */
function routed(pair: Pair, nodes: Map<string, Spot>, rows: Spot[][]): Spot[] {
  const upper = nodes.get(pair.upper) as Spot;
  const lower = nodes.get(pair.lower) as Spot;
  const way = [upper];
  for (let row = upper.row + 1; row < lower.row; row++) {
    const lane = spot(`${pair.upper}-${pair.lower}`, row, false);
    rows[row]?.push(lane);
    way.push(lane);
  }
  way.push(lower);
  for (let at = 1; at < way.length; at++) {
    way[at - 1]?.below.push(way[at] as Spot);
    way[at]?.above.push(way[at - 1] as Spot);
  }
  return way;
}

/** Put each spot near those it is joined to, first those above, then those below, and so on. */
function arrange(rows: Spot[][]): void {
  for (const row of rows)
    spread(
      row,
      row.map((_, at) => at * (NODE_WIDTH + GAP_X)),
    );
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const row of isDown ? rows : [...rows].reverse()) {
      const wishes = new Map(row.map((one) => [one, mean(isDown ? one.above : one.below, one.x)]));
      row.sort((a, b) => (wishes.get(a) ?? 0) - (wishes.get(b) ?? 0));
      spread(
        row,
        row.map((one) => wishes.get(one) ?? one.x),
      );
    }
  }
}

function mean(spots: Spot[], otherwise: number): number {
  if (!spots.length) return otherwise;
  return spots.reduce((sum, { x }) => sum + x, 0) / spots.length;
}

/** Put a row where it wants to be, without overlaps, and with its middle where that wants to be. */
function spread(row: Spot[], wishes: number[]): void {
  let edge = Number.NEGATIVE_INFINITY;
  row.forEach((one, at) => {
    one.x = Math.max(wishes[at] ?? 0, edge + width(one) / 2);
    edge = one.x + width(one) / 2 + GAP_X;
  });
  const drift = row.reduce((sum, one, at) => sum + one.x - (wishes[at] ?? 0), 0) / row.length;
  for (const one of row) one.x -= drift;
}

function wire(pair: Pair, centres: Point[]): PlacedWire {
  const points = centres.map((point, at) => {
    if (at === 0) return { x: port(centres, 0, 1), y: point.y + NODE_HEIGHT / 2 };
    const last = centres.length - 1;
    if (at === last) return { x: port(centres, last, last - 1), y: point.y - NODE_HEIGHT / 2 };
    return point;
  });
  return { key: `${pair.upper}\n${pair.lower}`, pair, points, label: labelOf(points) };
}

/** Lines leave a node on the side where they go. */
function port(centres: Point[], at: number, towards: number): number {
  const { x } = centres[at] as Point;
  const away = (centres[towards] as Point).x - x;
  const most = NODE_WIDTH / 2 - 16;
  return x + Math.max(-most, Math.min(most, away / 2));
}

function labelOf(points: Point[]): Point {
  if (points.length % 2) return points[(points.length - 1) / 2] as Point;
  const [a, b] = [points[points.length / 2 - 1] as Point, points[points.length / 2] as Point];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** The line as an SVG path: straight down at each end, smooth in between. */
export function curve(points: Point[]): string {
  const round = (value: number) => Math.round(value * 10) / 10;
  return points
    .map((point, at) => {
      if (at === 0) return `M${round(point.x)} ${round(point.y)}`;
      const before = points[at - 1] as Point;
      const half = round((before.y + point.y) / 2);
      const end = `${round(point.x)} ${round(point.y)}`;
      return `C${round(before.x)} ${half} ${round(point.x)} ${half} ${end}`;
    })
    .join(" ");
}
