/** Which row of the picture a node is in: each below those that it hears from. Pure. */

import type { Graph } from "../server/types";

/** Two nodes that speak to each other, drawn as one line. */
export interface Pair {
  upper: string;
  lower: string;
  /** Messages that go down, and that go up, by name. */
  down: string[];
  up: string[];
}

/** Rows of names, top to bottom. Lines that close a loop go up; the others go down. */
export function layered(graph: Graph): string[][] {
  const names = graph.nodes.map(({ name }) => name);
  const order = visited(graph);
  const rank = new Map(names.map((name) => [name, 0]));
  for (const name of order) {
    for (const { source, target } of graph.edges) {
      if (source !== name || order.indexOf(target) <= order.indexOf(name)) continue;
      rank.set(target, Math.max(rank.get(target) ?? 0, (rank.get(name) ?? 0) + 1));
    }
  }
  const rows: string[][] = [];
  for (const name of order) {
    const row = rank.get(name) ?? 0;
    rows[row] = [...(rows[row] ?? []), name];
  }
  return rows;
}

/** The lines between the nodes of `rows`. */
export function pairs(graph: Graph, rows: string[][]): Pair[] {
  const row = new Map(rows.flatMap((names, at) => names.map((name) => [name, at] as const)));
  const found = new Map<string, Pair>();
  for (const { source, target, message } of graph.edges) {
    if (source === target || !row.has(source) || !row.has(target)) continue;
    const isDown = (row.get(source) ?? 0) <= (row.get(target) ?? 0);
    const [upper, lower] = isDown ? [source, target] : [target, source];
    const key = `${upper}\n${lower}`;
    const pair = found.get(key) ?? { upper, lower, down: [], up: [] };
    (isDown ? pair.down : pair.up).push(message);
    found.set(key, pair);
  }
  return [...found.values()];
}

/** All names; a node stands before those it speaks to, but where that goes round in a circle. */
function visited({ nodes, edges }: Graph): string[] {
  const isBegin = (name: string) => !edges.some(({ target }) => target === name);
  const transports = nodes.filter(({ kind }) => kind === "transport").map(({ name }) => name);
  const begins = nodes.map(({ name }) => name).filter(isBegin);
  const roots = [...transports, ...begins, ...nodes.map(({ name }) => name)];
  const seen = new Set<string>();
  const finished: string[] = [];
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const target of followers(edges, name)) visit(target);
    finished.push(name);
  };
  for (const root of roots) visit(root);
  return finished.reverse();
}

/** Sound first: it is the way through a graph, and what else there is hangs on it. */
function followers(edges: Graph["edges"], name: string): string[] {
  const own = edges.filter(({ source }) => source === name);
  const isSound = ({ message }: { message: string }) => message === "pcm_frame";
  const sorted = [...own.filter(isSound), ...own.filter((edge) => !isSound(edge))];
  return [...new Set(sorted.map(({ target }) => target))];
}
