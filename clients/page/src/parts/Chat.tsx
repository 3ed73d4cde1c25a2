import type { Entry } from "@ten-lite/react";
import { Fragment, useEffect, useRef } from "react";
import { Bubble } from "./Bubble";
import { EmptyChat } from "./EmptyChat";

const NEAR_END_PX = 120;

interface Props {
  entries: Entry[];
  say: (text: string) => void;
}

/** The conversation so far; it follows what is said, unless one has scrolled back. */
export function Chat({ entries, say }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: there is more to show
  useEffect(() => {
    const box = scroller.current;
    if (box && isFollowing.current) box.scrollTop = box.scrollHeight;
  }, [entries]);

  const isEmpty = entries.length === 0;
  useEffect(() => {
    const box = scroller.current;
    if (isEmpty || !box) return;
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [isEmpty]);

  const scrolled = () => {
    const box = scroller.current;
    if (!box) return;
    isFollowing.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
  };

  if (isEmpty) return <EmptyChat say={say} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="chat" ref={scroller} onScroll={scrolled} tabIndex={0} aria-label="Chat">
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
      <Announcer entries={entries} />
    </section>
  );
}

/** For screen readers: what was said, once it is certain. */
function Announcer({ entries }: { entries: Entry[] }) {
  const last = entries.findLast(({ isFinal, text }) => isFinal && text);
  return (
    <p className="visually-hidden" aria-live="polite">
      {last && `${last.role === "user" ? "You" : "Agent"}: ${last.text}`}
    </p>
  );
}
