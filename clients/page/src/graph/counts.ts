/** What passes along a line, summed over its messages. Pure. */

import type { EdgeCounts, Session } from "../server/types";
import type { Pair } from "./layers";

export interface Traffic {
  down: number;
  up: number;
  queued: number;
  queuedMs: number;
  dropped: number;
}

export function traffic(session: Session | null, { upper, lower }: Pair): Traffic {
  const edges = session?.edges ?? [];
  const down = edges.filter((edge) => edge.source === upper && edge.target === lower);
  const up = edges.filter((edge) => edge.source === lower && edge.target === upper);
  const both = [...down, ...up];
  return {
    down: sum(down, "sent"),
    up: sum(up, "sent"),
    queued: sum(both, "queued"),
    queuedMs: Math.max(0, ...both.map(({ queued_ms }) => queued_ms)),
    dropped: sum(both, "dropped"),
  };
}

function sum(edges: EdgeCounts[], field: "sent" | "queued" | "dropped"): number {
  return edges.reduce((total, edge) => total + edge[field], 0);
}

/** `count` in at most four characters: 999, 1.2k, 56k, 3.4M. */
export function brief(count: number): string {
  if (count < 1_000) return String(count);
  const [value, unit] = count < 999_500 ? [count / 1_000, "k"] : [count / 1_000_000, "M"];
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)}${unit}`;
}
