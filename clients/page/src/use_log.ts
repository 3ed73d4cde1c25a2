import type { TenLiteClient } from "@ten-lite/client";
import { useEffect, useState } from "react";
import { connectionLine, type LogLine, lineOf, logged, type NewLine } from "./log_lines";

/** What happened to `client`, newest first. */
export function useLog(client: TenLiteClient): LogLine[] {
  const [lines, setLines] = useState<LogLine[]>([]);
  useEffect(() => {
    setLines([]);
    const add = (line: NewLine | null) => {
      if (line) setLines((before) => logged(before, Date.now(), line));
    };
    const offs = [
      client.on("message", (message) => add(lineOf(message))),
      client.on("connection", (status) => add(connectionLine(status))),
      client.on("error", ({ source, code, message }) => {
        // Those of the server came as messages.
        if (source !== "server") add({ kind: "error", name: code, text: message });
      }),
    ];
    return () => {
      for (const off of offs) off();
    };
  }, [client]);
  return lines;
}
