/** What the server tells of its graphs and sessions. */

export interface GraphNode {
  name: string;
  addon: string;
  kind: string;
}

export interface GraphEdge {
  source: string;
  target: string;
  message: string;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

export interface GraphChoice {
  name: string;
  description: string;
  /** Why it cannot be started, such as "needs DEEPGRAM_API_KEY"; "" when it can. */
  problem: string;
}

/** `GET /api/graphs` */
export interface Graphs {
  running: string;
  graphs: GraphChoice[];
  graph: Graph;
}

export interface NodeState {
  name: string;
  /** That of the fallback while it stands in. */
  addon: string;
  /** `starting`, `running`, `restarting`, `fallback` or `failed`. */
  state: string;
}

export interface EdgeCounts extends GraphEdge {
  sent: number;
  queued: number;
  dropped: number;
  queued_ms: number;
}

/** `GET /api/sessions/<id>` */
export interface Session {
  id: string;
  graph: string;
  age_s: number;
  nodes: NodeState[];
  edges: EdgeCounts[];
}
