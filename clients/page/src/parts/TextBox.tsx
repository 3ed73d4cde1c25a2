import { type FormEvent, useState } from "react";
import { Send } from "./icons";

const MAX_CHARS = 8_000;

/** For who cannot or does not want to speak. */
export function TextBox({ say }: { say: (text: string) => void }) {
  const [text, setText] = useState("");
  const isEmpty = !text.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isEmpty) return;
    say(text.trim());
    setText("");
  };
  return (
    <form className="text-box" onSubmit={submit}>
      <input
        type="text"
        aria-label="Type instead of talking"
        placeholder="Type instead of talking"
        value={text}
        maxLength={MAX_CHARS}
        autoComplete="off"
        enterKeyHint="send"
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="send" disabled={isEmpty} aria-label="Send" title="Send">
        <Send />
      </button>
    </form>
  );
}
