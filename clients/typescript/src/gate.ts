/** Which sound is still worth playing. */

/**
 * Refuses sound of an answer that is over.
 *
 * The server sends nothing old after its own `flush`, and may send sound of the same answer again
 * when it was a false alarm. What the user stops here is still on its way until the server knows.
 */
export class Gate {
  /** Frames that were refused. */
  refused = 0;
  #newestTurn = 0;
  #requestId = "";
  #stopped: { turn: number; requestId: string } | null = null;

  /** Sound from now on is of the answer `requestId`. */
  start(requestId: string): void {
    this.#requestId = requestId;
    if (this.#stopped?.requestId !== requestId) this.#stopped = null;
  }

  /** The user stopped the answer; the server does not know yet. */
  stop(): void {
    this.#stopped = { turn: this.#newestTurn, requestId: this.#requestId };
  }

  /** The server knows: what follows is meant to be heard. */
  flush(): void {
    this.#stopped = null;
  }

  /** Whether to play sound of `turn`; undefined where the form does not tell the turn. */
  admits(turn: number | undefined): boolean {
    if (turn !== undefined && turn > this.#newestTurn) {
      this.#newestTurn = turn;
      this.#stopped = null;
    }
    const isOld = turn !== undefined && turn < this.#newestTurn;
    if (!isOld && !this.#stopped) return true;
    this.refused++;
    return false;
  }

  /** A new conversation, whose turns count from the beginning. */
  reset(): void {
    this.#newestTurn = 0;
    this.#requestId = "";
    this.#stopped = null;
  }
}
