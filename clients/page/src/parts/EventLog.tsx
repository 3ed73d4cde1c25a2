import { useState } from "react";
import type { LogKind, LogLine } from "../log_lines";

const KINDS: Record<LogKind, string> = {
  text: "Text",
  sound: "Sound",
  figures: "Figures",
  connection: "Connection",
  error: "Errors",
};

/** What happened, newest first. */
export function EventLog({ lines }: { lines: LogLine[] }) {
  const [kind, setKind] = useState<LogKind | "all">("all");
  const shown = kind === "all" ? lines : lines.filter((line) => line.kind === kind);
  return (
    <section className="panel panel-log" aria-labelledby="log-title">
      <header className="panel-head">
        <h2 id="log-title">Events</h2>
        <label className="log-filter">
          <span className="visually-hidden">Show</span>
          <select value={kind} onChange={(event) => setKind(event.target.value as LogKind | "all")}>
            <option value="all">All</option>
            {Object.entries(KINDS).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </header>
      {shown.length ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <ol className="log" tabIndex={0} aria-label="Events, newest first">
          {shown.map((line) => (
            <li key={line.id} data-kind={line.kind}>
              <time>{clock(line.atMs)}</time>
              <span className="log-name">{line.name}</span>
              <span className="log-text">{line.text}</span>
            </li>
          ))}
        </ol>
      ) : (
        <p className="panel-empty">Nothing has happened yet.</p>
      )}
    </section>
  );
}

function clock(atMs: number): string {
  const date = new Date(atMs);
  const pad = (value: number, digits = 2) => String(value).padStart(digits, "0");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part));
  return `${time.join(":")}.${pad(date.getMilliseconds(), 3)}`;
}
