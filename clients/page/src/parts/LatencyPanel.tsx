import type { TurnMetrics } from "@ten-lite/client";
import { duration, latencyOf, quantile, STAGES } from "../turn_bars";
import { TurnBar } from "./TurnBar";

const SHOWN = 8;

/** How long one waited for each answer, and for what. */
export function LatencyPanel({ turns }: { turns: TurnMetrics[] }) {
  const waits = turns.map(latencyOf).filter((wait) => wait !== null);
  const shown = turns.filter((turn) => latencyOf(turn) !== null || turn.errors).slice(-SHOWN);
  const longest = Math.max(1, ...shown.map((turn) => latencyOf(turn) ?? 0));
  return (
    <section className="panel panel-latency" aria-labelledby="latency-title">
      <header className="panel-head">
        <h2 id="latency-title">Time to the first sound</h2>
        {waits.length > 0 && (
          <p className="panel-note">
            median {duration(quantile(waits, 0.5) ?? 0)}, 95 %{" "}
            {duration(quantile(waits, 0.95) ?? 0)}
          </p>
        )}
      </header>
      {shown.length ? (
        <>
          <ol className="bars">
            {shown.map((turn) => (
              <TurnBar
                key={`${turn.stream_id} ${turn.since_at_ms}`}
                turn={turn}
                longestMs={longest}
              />
            ))}
          </ol>
          <ul className="legend" aria-label="Colours">
            {Object.entries(STAGES).map(([stage, name]) => (
              <li key={stage} data-stage={stage}>
                {name}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p className="panel-empty">
          After the first answer: from the end of your speech to the transcript, the model and the
          sound.
        </p>
      )}
    </section>
  );
}
