import type { TurnMetrics } from "@ten-lite/client";
import type { CSSProperties } from "react";
import { duration, latencyOf, partsOf, STAGES } from "../turn_bars";

const SINCE: Record<TurnMetrics["since"], string> = {
  speech_end: "after the end of speech",
  transcript: "after the transcript",
  text: "after the text was sent",
  request: "after the request",
};

/** One turn: its stages in order, as wide as they were long. */
export function TurnBar({ turn, longestMs }: { turn: TurnMetrics; longestMs: number }) {
  const latency = latencyOf(turn);
  const parts = partsOf(turn);
  return (
    <li className="bar-row">
      <span className="bar-name">{turn.stream_id > 0 ? turn.stream_id : "–"}</span>
      <span className="bar" title={SINCE[turn.since]}>
        {parts.map(({ stage, fromMs, toMs }) => {
          const share = { "--share": (toMs - fromMs) / longestMs } as CSSProperties;
          const words = `${STAGES[stage]} ${duration(toMs - fromMs)}`;
          return (
            <span key={stage} className="bar-part" data-stage={stage} style={share} title={words}>
              <span className="visually-hidden">{words}, </span>
            </span>
          );
        })}
      </span>
      <span className="bar-total">{latency === null ? "failed" : duration(latency)}</span>
      {turn.tools.length > 0 && (
        <span className="bar-tools">
          {turn.tools.map(({ name, ms }) => `${name} ${duration(ms)}`).join(", ")}
        </span>
      )}
    </li>
  );
}
