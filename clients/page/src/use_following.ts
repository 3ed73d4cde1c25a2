import { type RefObject, type UIEventHandler, useEffect, useRef } from "react";

const NEAR_END_PX = 120;

/** Keeps the end of what scrolls in sight, unless one has scrolled back. */
export function useFollowing(content: unknown): {
  ref: RefObject<HTMLDivElement | null>;
  onScroll: UIEventHandler;
} {
  const ref = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: there is more to show
  useEffect(() => {
    const box = ref.current;
    if (box && isFollowing.current) box.scrollTop = box.scrollHeight;
  }, [content]);

  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    // A banner came or went, or the window is another size.
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  const onScroll: UIEventHandler = ({ currentTarget: box }) => {
    isFollowing.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
  };
  return { ref, onScroll };
}
