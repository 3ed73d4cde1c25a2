/** What the conversation is doing, for people to see. */

export type State =
  | "idle"
  | "connecting"
  | "listening"
  | "thinking"
  | "speaking"
  | "interrupted"
  | "reconnecting";

/** Follows the conversation; `onChange` gets each new state once. */
export class StateMachine {
  #state: State = "idle";
  /** While there is no connection: where the conversation was. */
  #before: State | null = null;
  #turn = 0;
  #hasFinal = false;
  readonly #onChange: (state: State) => void;

  constructor(onChange: (state: State) => void) {
    this.#onChange = onChange;
  }

  get state(): State {
    return this.#state;
  }

  connecting(): void {
    this.#set("connecting");
  }

  reconnecting(): void {
    if (this.#state === "reconnecting") return;
    this.#before = this.#state;
    this.#set("reconnecting");
  }

  ready(isResumed: boolean): void {
    const before = this.#before;
    this.#before = null;
    if (!isResumed) this.#turn = 0;
    this.#set(isResumed && before ? before : "listening");
  }

  closed(): void {
    this.#before = null;
    this.#set("idle");
  }

  /** A transcript of the turn `turn` came. Speaking goes on: not every word interrupts. */
  heard(isFinal: boolean, turn: number): void {
    this.#turn = Math.max(this.#turn, turn);
    if (this.#now === "speaking") this.#hasFinal ||= isFinal;
    else this.#go(isFinal ? "thinking" : "listening");
  }

  /** The user typed something, which begins a turn. */
  typed(): void {
    this.#turn++;
    this.#go("thinking");
  }

  /** The server said that sound of an answer follows. */
  answering(): void {
    this.#hasFinal = false;
    this.#go("speaking");
  }

  /** Sound came. After an interruption that was none, nothing else tells that it goes on. */
  sounding(): void {
    if (this.#now !== "thinking") this.#go("speaking");
  }

  /** The answer is silenced. */
  flushed(): void {
    if (this.#now === "speaking") this.#go(this.#hasFinal ? "thinking" : "interrupted");
    this.#hasFinal = false;
  }

  /** The answer was played to its end. */
  played(): void {
    if (this.#now === "speaking") this.#go(this.#hasFinal ? "thinking" : "listening");
  }

  /** The turn `turn` is over; an older one than this may be told late. */
  over(turn: number): void {
    if (turn >= this.#turn && this.#now === "thinking") this.#go("listening");
  }

  get #now(): State {
    return this.#before ?? this.#state;
  }

  /** The conversation may go on with what came before the loss was noticed. */
  #go(state: State): void {
    if (this.#state === "idle" || this.#state === "connecting") return;
    if (this.#before) this.#before = state;
    else this.#set(state);
  }

  #set(state: State): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#onChange(state);
  }
}
