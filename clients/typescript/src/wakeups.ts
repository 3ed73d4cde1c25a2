/** Moments at which waiting to connect makes no more sense. */

/**
 * Call `wake` when the network is back and when the page becomes visible; gives what ends it.
 *
 * Does nothing where there is no page.
 */
export function onWake(wake: () => void): () => void {
  const page = globalThis.document;
  const visible = () => page.visibilityState === "visible" && wake();
  globalThis.addEventListener?.("online", wake);
  page?.addEventListener("visibilitychange", visible);
  return () => {
    globalThis.removeEventListener?.("online", wake);
    page?.removeEventListener("visibilitychange", visible);
  };
}
