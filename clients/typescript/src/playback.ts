/** Sound that waits to be played: a queue with a cushion. Pure; the audio thread runs it. */

export const CUSHION_MIN_MS = 60;
export const CUSHION_MAX_MS = 120;
const CUSHION_STEP_MS = 20;
/** Sound without a gap after which the cushion may shrink a step. */
const CALM_MS = 10_000;
const MAX_QUEUED_MS = 30_000;

/** How much of an answer was played. */
export interface Position {
  requestId: string;
  playedMs: number;
}

interface Piece {
  requestId: string;
  samples: Float32Array;
}

/**
 * Gives blocks of samples in real time from pieces that come when they come.
 *
 * It begins when the cushion is full. Where the network is late, it waits for the cushion again,
 * which is then larger, up to 120 ms; after 10 s without that it is smaller again.
 */
export class Playback {
  cushionMs = CUSHION_MIN_MS;
  /** Times that sound came too late. */
  underruns = 0;
  /** Samples refused because 30 s waited already. */
  dropped = 0;
  readonly #perMs: number;
  #pieces: Piece[] = [];
  #queued = 0;
  #requestId = "";
  #isPlaying = false;
  /** Whether all there is for now has come. */
  #isEnded = true;
  #waited = 0;
  #calm = 0;
  #played = { requestId: "", samples: 0 };

  constructor(sampleRate: number) {
    this.#perMs = sampleRate / 1_000;
  }

  /** Whether there is nothing to play and nothing to wait for. */
  get isDry(): boolean {
    return this.#queued === 0 && this.#isEnded;
  }

  get queuedMs(): number {
    return this.#queued / this.#perMs;
  }

  /** The answer that was played last; what a flush threw away does not count. */
  get position(): Position {
    const { requestId, samples } = this.#played;
    return { requestId, playedMs: Math.floor(samples / this.#perMs) };
  }

  /** Sound from now on is of the answer `requestId`. */
  start(requestId: string): void {
    this.#requestId = requestId;
  }

  /** Play `samples` behind what waits. */
  push(samples: Float32Array): void {
    if (this.queuedMs >= MAX_QUEUED_MS) {
      this.dropped += samples.length;
      return;
    }
    this.#isEnded = false;
    this.#queued += samples.length;
    this.#pieces.push({ requestId: this.#requestId, samples });
  }

  /** No more comes for now: what waits is played without waiting for more. */
  end(): void {
    this.#isEnded = true;
  }

  /** Throw away all that waits. */
  flush(): void {
    this.#pieces = [];
    this.#queued = 0;
    this.#pause();
    this.#isEnded = true;
  }

  /** Fill `output` with what is next, and with silence. */
  pull(output: Float32Array): void {
    let filled = 0;
    if (this.#isPlaying || this.#isFull(output.length)) {
      this.#isPlaying = true;
      while (filled < output.length && this.#pieces.length) {
        filled += this.#take(output.subarray(filled));
      }
    }
    output.fill(0, filled);
    if (!this.#isPlaying) return;
    if (filled < output.length) this.#ranOut();
    else this.#keptUp(filled);
  }

  #isFull(length: number): boolean {
    if (!this.#queued) return false;
    this.#waited += length;
    const isLongEnough = this.#waited > CUSHION_MAX_MS * this.#perMs;
    return this.#isEnded || this.queuedMs >= this.cushionMs || isLongEnough;
  }

  #take(output: Float32Array): number {
    const piece = this.#pieces[0] as Piece;
    const part = piece.samples.subarray(0, output.length);
    output.set(part);
    if (part.length === piece.samples.length) this.#pieces.shift();
    else piece.samples = piece.samples.subarray(part.length);
    this.#queued -= part.length;
    if (this.#played.requestId !== piece.requestId) {
      this.#played = { requestId: piece.requestId, samples: 0 };
    }
    this.#played.samples += part.length;
    return part.length;
  }

  #ranOut(): void {
    if (!this.#isEnded) {
      this.underruns++;
      this.cushionMs = Math.min(CUSHION_MAX_MS, this.cushionMs + CUSHION_STEP_MS);
      this.#calm = 0;
    }
    this.#pause();
  }

  #keptUp(samples: number): void {
    this.#calm += samples;
    if (this.#calm < CALM_MS * this.#perMs) return;
    this.#calm = 0;
    this.cushionMs = Math.max(CUSHION_MIN_MS, this.cushionMs - CUSHION_STEP_MS);
  }

  #pause(): void {
    this.#isPlaying = false;
    this.#waited = 0;
  }
}
