import type { GraphSwitch } from "../server/use_graphs";
import { useSession } from "../server/use_session";
import { EdgeTable } from "./EdgeTable";
import { GraphPicture } from "./GraphPicture";

interface Props {
  graphs: GraphSwitch;
  sessionId: string;
  token: string;
}

/** The graph that one talks to, live. */
export function GraphPanel({ graphs, sessionId, token }: Props) {
  const { graph, chosen: name, isAsking } = graphs;
  const session = useSession(sessionId, token);
  return (
    <section className="panel panel-graph" aria-labelledby="graph-title">
      <header className="panel-head">
        <h2 id="graph-title">Graph</h2>
        <p className="panel-note">{session ? `${name}, live` : name}</p>
      </header>
      {graph?.nodes.length ? (
        <div className="graph-scroll">
          <GraphPicture graph={graph} session={session} />
        </div>
      ) : (
        <p className="panel-empty">
          {isAsking ? "Asking the server" : "The server does not tell what this graph is made of."}
        </p>
      )}
      {session && <EdgeTable session={session} />}
    </section>
  );
}
