/** How long to wait before the next attempt to connect. */

export interface BackoffOptions {
  /** Longest wait before the first attempt. */
  firstMs?: number;
  /** Longest wait before any attempt. */
  maxMs?: number;
  /** From 0 to below 1. */
  random?: () => number;
}

/**
 * Exponential with full jitter: any wait from 0 to a limit that doubles with each attempt.
 *
 * Clients that lost one server at once do not come back at once.
 */
export class Backoff {
  attempts = 0;
  readonly #firstMs: number;
  readonly #maxMs: number;
  readonly #random: () => number;

  constructor({ firstMs = 250, maxMs = 8_000, random = Math.random }: BackoffOptions = {}) {
    this.#firstMs = firstMs;
    this.#maxMs = maxMs;
    this.#random = random;
  }

  /** The wait before the next attempt, in milliseconds. */
  next(): number {
    const limit = Math.min(this.#maxMs, this.#firstMs * 2 ** this.attempts++);
    return this.#random() * limit;
  }

  /** The connection is stable: start again from the shortest wait. */
  reset(): void {
    this.attempts = 0;
  }
}
