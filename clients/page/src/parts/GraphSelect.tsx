import type { GraphSwitch } from "../server/use_graphs";

/** Which graph, and so which providers, one talks to. */
export function GraphSelect({ graphs, chosen, running, choose }: GraphSwitch) {
  if (!graphs.length) return null;
  const described = graphs.find(({ name }) => name === chosen)?.description ?? "";
  return (
    <label className="graph-select" title={described}>
      <span className="graph-select-label">Graph</span>
      <select value={chosen} onChange={(event) => choose(event.target.value)}>
        {graphs.map(({ name, problem }) => (
          <option key={name} value={name} disabled={problem !== "" && name !== running}>
            {problem ? `${name} (${problem})` : name}
          </option>
        ))}
      </select>
    </label>
  );
}
