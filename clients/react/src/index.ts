/** React hooks for a conversation with a ten_lite voice agent. */

export { Conversation, type ConversationView } from "./conversation.js";
export type { Entry } from "./entries.js";
export { Store, useStore } from "./store.js";
export { type AudioPlayer, useAudioPlayer } from "./use_audio_player.js";
export { type AudioRecorder, useAudioRecorder } from "./use_audio_recorder.js";
export { type TenLite, useTenLite } from "./use_ten_lite.js";
export { useWebSocket, type WebSocketOptions } from "./use_web_socket.js";
