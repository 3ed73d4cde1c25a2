/** A whole conversation. */

import type { TenLiteClient, TenLiteClientOptions } from "@ten-lite/client";
import { useEffect, useMemo, useRef } from "react";
import { Conversation, type ConversationView } from "./conversation.js";
import { useStore } from "./store.js";

/** What a component sees of a conversation, and can do in it. */
export interface TenLite extends ConversationView {
  /** For events, such as `level`, that are too many to be shown by a render each. */
  client: TenLiteClient;
  /** Connect, in a click's handler; `withMic` (the default) listens to the user too. */
  start: (options?: { withMic: boolean }) => Promise<void>;
  startMic: () => Promise<void>;
  stopMic: () => void;
  sendText: (text: string) => void;
  interrupt: () => void;
  dismissError: () => void;
  close: () => void;
}

/**
 * A conversation at `options.url`; another url or token is another conversation.
 *
 * It is closed when the component goes. The other options count from the next conversation on.
 */
export function useTenLite(options: TenLiteClientOptions): TenLite {
  const latest = useRef(options);
  latest.current = options;
  const { url, token } = options;
  const conversation = useMemo(
    () => new Conversation({ ...latest.current, url, ...(token !== undefined && { token }) }),
    [url, token],
  );
  useEffect(() => () => conversation.close(), [conversation]);
  const view = useStore(conversation.view);
  const actions = useMemo(() => actionsOf(conversation), [conversation]);
  return { ...view, ...actions };
}

function actionsOf(conversation: Conversation): Omit<TenLite, keyof ConversationView> {
  const { client } = conversation;
  return {
    client,
    start: (options = { withMic: true }) => conversation.start(options),
    startMic: () => conversation.startMic(),
    stopMic: () => conversation.stopMic(),
    sendText: (text) => conversation.sendText(text),
    interrupt: () => client.interrupt(),
    dismissError: () => conversation.dismissError(),
    close: () => conversation.close(),
  };
}
