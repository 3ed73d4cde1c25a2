import { ClientError } from "@ten-lite/client";
import player from "@ten-lite/client/worklets/player.worklet.js?url&no-inline";
import recorder from "@ten-lite/client/worklets/recorder.worklet.js?url&no-inline";
import { useTenLite } from "@ten-lite/react";
import { useCallback, useEffect, useState } from "react";
import type { Advice } from "./advice";
import { Announcer } from "./parts/Announcer";
import { Banner } from "./parts/Banner";
import { Chat } from "./parts/Chat";
import { Dock } from "./parts/Dock";
import { EmptyChat } from "./parts/EmptyChat";
import { EventLog } from "./parts/EventLog";
import { GraphPanel } from "./parts/GraphPanel";
import { Header } from "./parts/Header";
import { LatencyPanel } from "./parts/LatencyPanel";
import { TokenDialog } from "./parts/TokenDialog";
import { type View, ViewSwitch } from "./parts/ViewSwitch";
import { useGraphs } from "./server/use_graphs";
import { useToken } from "./server/use_token";
import { useEscape } from "./use_escape";
import { useLog } from "./use_log";

const WORKLETS = { player, recorder };

export function App() {
  const { token, isWanted, want, refuse, give } = useToken();
  const graphs = useGraphs(token, want);
  const isOther = graphs.chosen !== graphs.running;
  const url = isOther ? `ws?graph=${encodeURIComponent(graphs.chosen)}` : "ws";
  const talk = useTenLite({ url, token, worklets: WORKLETS });
  const log = useLog(talk.client);
  const [view, setView] = useState<View>("chat");
  const [problem, setProblem] = useState<ClientError | null>(insecure);
  const { state, error, connection, interrupt } = talk;
  const shownError = error ?? problem;

  useEffect(() => {
    if (error?.code === "unauthorized" && error.source === "connection") want();
  }, [error, want]);
  useEscape(
    useCallback(() => {
      if (state === "speaking" || state === "thinking") interrupt();
    }, [state, interrupt]),
  );
  const failed = useCallback((failure: unknown) => {
    if (failure instanceof ClientError) setProblem(failure);
  }, []);

  const dismiss = () => (error ? talk.dismissError() : setProblem(null));
  const say = (text: string) => {
    if (state === "idle") void talk.start({ withMic: false });
    talk.sendText(text);
  };
  const act = (action: Advice["action"]) => {
    dismiss();
    if (action === "token") want();
    else if (action === "listen" && state !== "idle") void talk.startMic();
    else void talk.start();
  };

  return (
    <div className="app" data-view={view}>
      <Header talk={talk} graphs={graphs} onDeviceError={failed} />
      <ViewSwitch view={view} choose={setView} />
      <main className="main">
        <div className="conversation">
          {shownError && <Banner error={shownError} act={act} dismiss={dismiss} />}
          {talk.entries.length ? <Chat entries={talk.entries} /> : <EmptyChat say={say} />}
          <Announcer entries={talk.entries} />
          <Dock talk={talk} say={say} />
        </div>
        <aside className="inside" aria-label="Inside of the agent">
          <GraphPanel
            graphs={graphs}
            sessionId={connection.status === "open" ? connection.sessionId : ""}
            token={token}
          />
          <LatencyPanel turns={talk.turns} />
          <EventLog lines={log} />
        </aside>
      </main>
      {isWanted && <TokenDialog give={give} refuse={refuse} />}
    </div>
  );
}

/** What keeps the microphone away before anybody has asked for it. */
function insecure(): ClientError | null {
  if (window.isSecureContext) return null;
  return new ClientError("microphone", "insecure_page", "");
}
