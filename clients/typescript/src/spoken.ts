/** What was said in a conversation, for a server that has lost it. */

import type { Said, TextData } from "./messages.js";

const MOST = 50;
const MAX_CHARS = 2_000;

const TYPED = "typed";

/** Keeps the latest texts; updates of one text take its place. */
export class Spoken {
  #texts: (Said & { key: string })[] = [];

  /** Oldest first, not more than a server takes, without the last `pending` that were typed. */
  said(pending = 0): Said[] {
    const typed = this.#texts.filter(({ key }) => key === TYPED);
    const left = new Set(typed.slice(typed.length - Math.min(pending, typed.length)));
    return this.#texts
      .filter((entry) => !left.has(entry))
      .map(({ role, text }) => ({ role, text }));
  }

  /** Somebody has said this, or more of it. */
  add({ role, stream_id, is_final, text }: TextData): void {
    const words = text.trim().slice(0, MAX_CHARS);
    // What the user says counts when it is final; an answer may be cut off at any time.
    if (!words || (role === "user" && !is_final)) return;
    const key = `${role} ${stream_id}`;
    const last = this.#texts.findIndex((entry) => entry.key === key);
    if (last >= 0) this.#texts[last] = { key, role, text: words };
    else this.#texts.push({ key, role, text: words });
    this.#texts.splice(0, this.#texts.length - MOST);
  }

  /** The user has typed this. */
  typed(text: string): void {
    this.#texts.push({ key: TYPED, role: "user", text: text.trim().slice(0, MAX_CHARS) });
    this.#texts.splice(0, this.#texts.length - MOST);
  }

  /** A new conversation begins: streams are numbered anew, and what was said may be forgotten. */
  begin(isForgotten: boolean): void {
    this.#texts = isForgotten
      ? []
      : this.#texts.map((entry) => ({
          ...entry,
          key: entry.key === TYPED ? TYPED : "",
        }));
  }
}
