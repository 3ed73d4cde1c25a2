import type { Entry } from "@ten-lite/react";
import { Fragment } from "react";
import { useFollowing } from "../use_following";
import { Bubble } from "./Bubble";

/** The conversation so far. */
export function Chat({ entries }: { entries: Entry[] }) {
  const { ref, onScroll } = useFollowing(entries);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="chat" ref={ref} onScroll={onScroll} tabIndex={0} aria-label="Chat">
      <ol className="turns">
        {entries.map((entry, at) => (
          <Fragment key={entry.id}>
            {at > 0 && entries[at - 1]?.conversation !== entry.conversation && (
              <li className="divider">new conversation</li>
            )}
            <Bubble entry={entry} />
          </Fragment>
        ))}
      </ol>
    </section>
  );
}
