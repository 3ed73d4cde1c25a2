export type View = "chat" | "graph" | "latency" | "log";

const VIEWS: Record<View, string> = {
  chat: "Talk",
  graph: "Graph",
  latency: "Timing",
  log: "Events",
};

/** On narrow screens: what to see of it all. */
export function ViewSwitch({ view, choose }: { view: View; choose: (view: View) => void }) {
  return (
    <nav className="views" aria-label="Views">
      {Object.entries(VIEWS).map(([name, words]) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === view}
          onClick={() => choose(name as View)}
        >
          {words}
        </button>
      ))}
    </nav>
  );
}
