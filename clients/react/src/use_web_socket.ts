/** The connection alone, for pages that do the rest themselves. */

import {
  Connection,
  type ConnectionEvents,
  type ConnectionOptions,
  type ConnectionStatus,
} from "@ten-lite/client";
import { useEffect, useMemo, useRef, useState } from "react";

export interface WebSocketOptions extends ConnectionOptions {
  onReady?: (ready: ConnectionEvents["ready"]) => void;
  onMessage?: (message: ConnectionEvents["message"]) => void;
  onSound?: (sound: ConnectionEvents["sound"]) => void;
  onError?: (error: ConnectionEvents["error"]) => void;
}

/** A connection that survives its sockets, closed with the component; `connect` opens it. */
export function useWebSocket(options: WebSocketOptions): {
  status: ConnectionStatus;
  connection: Connection;
} {
  const latest = useRef(options);
  latest.current = options;
  const { url, token } = options;
  const connection = useMemo(
    () => new Connection({ ...latest.current, url, ...(token !== undefined && { token }) }),
    [url, token],
  );
  const [status, setStatus] = useState(connection.state);
  useEffect(() => {
    setStatus(connection.state);
    const offs = [
      connection.on("status", setStatus),
      connection.on("ready", (ready) => latest.current.onReady?.(ready)),
      connection.on("message", (message) => latest.current.onMessage?.(message)),
      connection.on("sound", (sound) => latest.current.onSound?.(sound)),
      connection.on("error", (error) => latest.current.onError?.(error)),
    ];
    return () => {
      for (const off of offs) off();
      connection.close();
    };
  }, [connection]);
  return { status, connection };
}
