/** The graphs that the server has, and the one that is chosen. */

import { useEffect, useState } from "react";
import { getJson, Unauthorized } from "./http";
import type { Graph, GraphChoice, Graphs } from "./types";

export interface GraphSwitch {
  graphs: GraphChoice[];
  /** What the server runs for who does not choose. */
  running: string;
  chosen: string;
  choose: (name: string) => void;
  /** What the chosen one is made of; null until it is known. */
  graph: Graph | null;
  /** Whether the server has not answered yet. */
  isAsking: boolean;
}

/** `onLocked` is called when the server wants another token. */
export function useGraphs(token: string, onLocked: () => void): GraphSwitch {
  const [list, setList] = useState<Graphs | null>(null);
  const [choice, setChoice] = useState("");
  const [graph, setGraph] = useState<Graph | null>(null);
  const [isAsking, setAsking] = useState(true);
  const running = list?.running ?? "";
  const chosen = choice || running;

  useEffect(() => {
    const aborter = new AbortController();
    getJson<Graphs>("api/graphs", token, aborter.signal)
      .then(setList)
      .catch((error) => {
        // Without the list one can still talk; the connection tells when there is no server.
        if (error instanceof Unauthorized) onLocked();
        else if (!aborter.signal.aborted) setAsking(false);
      });
    return () => aborter.abort();
  }, [token, onLocked]);

  useEffect(() => {
    if (!list) return;
    const isRunning = chosen === list.running;
    setGraph(isRunning ? list.graph : null);
    setAsking(!isRunning);
    if (isRunning) return;
    const aborter = new AbortController();
    getJson<Graph>(`api/graphs/${encodeURIComponent(chosen)}`, token, aborter.signal)
      .then(setGraph)
      .catch(() => {
        // The picture stays empty and says so.
      })
      .finally(() => {
        if (!aborter.signal.aborted) setAsking(false);
      });
    return () => aborter.abort();
  }, [list, chosen, token]);

  return { graphs: list?.graphs ?? [], running, chosen, choose: setChoice, graph, isAsking };
}
