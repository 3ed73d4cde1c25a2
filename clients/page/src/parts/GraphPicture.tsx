import { useMemo } from "react";
import { traffic } from "../graph/counts";
import { placed } from "../graph/place";
import type { Graph, Session } from "../server/types";
import { GraphNodeBox } from "./GraphNodeBox";
import { GraphWire } from "./GraphWire";

interface Props {
  graph: Graph;
  session: Session | null;
}

/** The graph, with what goes on in it; the table beside it says the same in words. */
export function GraphPicture({ graph, session }: Props) {
  const picture = useMemo(() => placed(graph), [graph]);
  const { width, height } = picture;
  const live = new Map(session?.nodes.map((node) => [node.name, node]));
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  return (
    <svg
      className="graph"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={`${graph.nodes.length} nodes, ${picture.wires.length} lines between them`}
    >
      <defs>
        <marker
          id="tip"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path className="graph-tip" d="M0 .5 7.5 4 0 7.5Z" />
        </marker>
      </defs>
      {picture.wires.map((wire) => (
        <GraphWire
          key={wire.key}
          wire={wire}
          traffic={traffic(session, wire.pair)}
          isLive={session !== null}
        />
      ))}
      {picture.nodes.map((place) => {
        const node = nodes.get(place.name);
        if (!node) return null;
        const { state = "", addon = node.addon } = live.get(place.name) ?? {};
        return <GraphNodeBox key={place.name} node={{ ...node, addon }} at={place} state={state} />;
      })}
    </svg>
  );
}
