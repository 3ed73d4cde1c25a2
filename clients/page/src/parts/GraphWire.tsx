import { useEffect, useRef, useState } from "react";
import { brief, type Traffic } from "../graph/counts";
import { curve, type PlacedWire } from "../graph/place";

const BUSY_MS = 900;
const CHAR_PX = 6.3;

interface Props {
  wire: PlacedWire;
  traffic: Traffic;
  isLive: boolean;
}

/** A line between two nodes, in motion while messages pass. */
export function GraphWire({ wire, traffic, isLive }: Props) {
  const { pair, points, label } = wire;
  const { down, up, queued, dropped } = traffic;
  const isDown = useIsGrowing(down);
  const isUp = useIsGrowing(up);
  const flow = isDown ? "down" : isUp ? "up" : "";
  const words = wordsOf(pair.down.length > 0, pair.up.length > 0, traffic);
  const width = words.length * CHAR_PX + 12;
  const load = dropped ? "dropped" : queued ? "queued" : "";
  return (
    <g className="graph-wire" data-flow={flow} data-load={load}>
      <title>{titleOf(wire, traffic)}</title>
      <path
        className="graph-line"
        d={curve(points)}
        markerStart={pair.up.length ? "url(#tip)" : undefined}
        markerEnd={pair.down.length ? "url(#tip)" : undefined}
      />
      {flow && <path className="graph-flow" d={curve(points)} />}
      {isLive && words && (
        <>
          <rect
            className="graph-count-box"
            x={label.x - width / 2}
            y={label.y - 9}
            width={width}
            height="18"
            rx="9"
          />
          <text className="graph-count" x={label.x} y={label.y + 4}>
            {words}
          </text>
        </>
      )}
    </g>
  );
}

function wordsOf(hasDown: boolean, hasUp: boolean, { down, up, queued, dropped }: Traffic): string {
  const words = [];
  if (hasDown && down) words.push(`${brief(down)}↓`);
  if (hasUp && up) words.push(`${brief(up)}↑`);
  if (queued) words.push(`${brief(queued)} wait`);
  if (dropped) words.push(`${brief(dropped)} lost`);
  return words.join(" ");
}

function titleOf({ pair }: PlacedWire, { down, up, queued, queuedMs, dropped }: Traffic): string {
  const lines = [];
  if (pair.down.length)
    lines.push(`${pair.upper} → ${pair.lower}: ${pair.down.join(", ")} (${down})`);
  if (pair.up.length) lines.push(`${pair.lower} → ${pair.upper}: ${pair.up.join(", ")} (${up})`);
  if (queued) lines.push(`${queued} wait, the oldest for ${Math.round(queuedMs)} ms`);
  if (dropped) lines.push(`${dropped} dropped`);
  return lines.join("\n");
}

/** Whether `count` has grown in the last second. */
function useIsGrowing(count: number): boolean {
  const [isGrowing, setGrowing] = useState(false);
  const before = useRef(count);
  useEffect(() => {
    const hasGrown = count > before.current;
    before.current = count;
    if (!hasGrown) return;
    setGrowing(true);
    const timer = setTimeout(() => setGrowing(false), BUSY_MS);
    return () => clearTimeout(timer);
  }, [count]);
  return isGrowing;
}
