/** The last seconds of loudness, drawn as bars. */

export const STEP_MS = 50;
const BAR_PX = 3;
const GAP_PX = 2;
const FLOOR_DB = -55;
const RANGE_DB = 47;

/** How high a bar is, from 0 to 1, for a loudness from 0 to 1. */
export function heightOf(rms: number): number {
  if (rms <= 0) return 0;
  const decibels = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, (decibels - FLOOR_DB) / RANGE_DB));
}

/** Bars, newest first, one each 50 ms: the loudest of that time. */
export class Bars {
  heights: number[] = [];
  readonly #most: number;
  #peak = 0;
  #sinceMs = 0;

  constructor(most: number) {
    this.#most = most;
  }

  hear(rms: number): void {
    this.#peak = Math.max(this.#peak, rms);
  }

  /** `ms` have passed. */
  tick(ms: number): void {
    this.#sinceMs = Math.min(this.#sinceMs + ms, this.#most * STEP_MS);
    while (this.#sinceMs >= STEP_MS) {
      this.#sinceMs -= STEP_MS;
      this.heights = [heightOf(this.#peak), ...this.heights].slice(0, this.#most);
      this.#peak = 0;
    }
  }
}

/** Draw `heights` in the canvas's text colour, the newest at the side `from`. */
export function draw(canvas: HTMLCanvasElement, heights: number[], from: "left" | "right"): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const scale = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
  if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.fillStyle = getComputedStyle(canvas).color;
  const count = Math.floor(width / (BAR_PX + GAP_PX));
  for (let at = 0; at < count; at++) {
    const bar = BAR_PX + (heights[at] ?? 0) * (height - BAR_PX);
    const offset = at * (BAR_PX + GAP_PX);
    // Older bars fade.
    context.globalAlpha = (heights[at] ? 1 : 0.35) * (1 - (0.8 * at) / count);
    context.beginPath();
    const x = from === "left" ? offset : width - offset - BAR_PX;
    context.roundRect(x, (height - bar) / 2, BAR_PX, bar, BAR_PX / 2);
    context.fill();
  }
}
