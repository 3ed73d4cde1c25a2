/** What goes on inside of the server for this conversation. */

import { useEffect, useState } from "react";
import { getJson } from "./http";
import type { Session } from "./types";

export const POLL_MS = 500;
/** After this many answers that are none, it is asked less often. */
const PATIENCE = 3;
const SLOW_POLL_MS = 5_000;

/** The session, about twice a second while the page is visible; null while it is not known. */
export function useSession(sessionId: string, token: string): Session | null {
  const [session, setSession] = useState<Session | null>(null);
  useEffect(() => {
    setSession(null);
    if (!sessionId) return;
    const aborter = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    let failures = 0;
    const path = `api/sessions/${encodeURIComponent(sessionId)}`;
    const ask = async () => {
      if (document.visibilityState === "visible") {
        try {
          setSession(await getJson<Session>(path, token, aborter.signal));
          failures = 0;
        } catch {
          failures++;
        }
      }
      if (!aborter.signal.aborted) {
        timer = setTimeout(ask, failures >= PATIENCE ? SLOW_POLL_MS : POLL_MS);
      }
    };
    void ask();
    return () => {
      aborter.abort();
      clearTimeout(timer);
    };
  }, [sessionId, token]);
  return session;
}
