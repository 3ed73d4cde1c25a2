const SUGGESTIONS = ["What can you do?", "Tell me a short story", "Why is the sky blue?"];

/** What one sees before anything was said. */
export function EmptyChat({ say }: { say: (text: string) => void }) {
  return (
    <section className="empty">
      <h2>Say something</h2>
      <p>Press the button and talk. The answer begins when you stop; talk over it, and it stops.</p>
      <ul className="suggestions" aria-label="Suggestions">
        {SUGGESTIONS.map((text) => (
          <li key={text}>
            <button type="button" className="suggestion" onClick={() => say(text)}>
              {text}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
