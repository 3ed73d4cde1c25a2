import type { Session } from "../server/types";

/** What the picture shows, in words and numbers. */
export function EdgeTable({ session }: { session: Session }) {
  const edges = session.edges.filter(({ sent, queued, dropped }) => sent || queued || dropped);
  return (
    <details className="edge-table">
      <summary>Messages in numbers</summary>
      <div className="edge-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Way</th>
              <th scope="col">Message</th>
              <th scope="col">Sent</th>
              <th scope="col">Waiting</th>
              <th scope="col">Lost</th>
            </tr>
          </thead>
          <tbody>
            {edges.map(({ source, target, message, sent, queued, dropped }) => (
              <tr key={`${source} ${target} ${message}`}>
                <td>
                  {source} → {target}
                </td>
                <td>{message}</td>
                <td>{sent}</td>
                <td>{queued}</td>
                <td>{dropped}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
