import type { TenLiteClient } from "@ten-lite/client";
import { useEffect, useRef } from "react";
import { Bars, draw } from "../waveform";

const MAX_BARS = 160;

interface Props {
  client: TenLiteClient;
  source: "microphone" | "speaker";
  /** Whether there is something to move for. */
  isLive: boolean;
}

/** The loudness of the last seconds; it begins at the talk button and moves away from it. */
export function Waveform({ client, source, isLive }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const from = source === "speaker" ? "left" : "right";

  useEffect(() => {
    const bars = new Bars(MAX_BARS);
    const off = client.on("level", (level) => {
      if (level.source === source) bars.hear(level.rms);
    });
    const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    let frame = 0;
    let last = performance.now();
    const step = (now: number) => {
      bars.tick(now - last);
      last = now;
      if (canvas.current) {
        // Who wants no motion sees how loud it is, not how it was.
        const now = bars.heights[0] ?? 0;
        draw(canvas.current, isCalm ? Array(MAX_BARS).fill(now) : bars.heights, from);
      }
      if (isLive) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => {
      off();
      cancelAnimationFrame(frame);
    };
  }, [client, source, from, isLive]);

  const label = source === "speaker" ? "Loudness of the agent" : "Loudness of your microphone";
  return <canvas ref={canvas} className={`wave wave-${source}`} role="img" aria-label={label} />;
}
