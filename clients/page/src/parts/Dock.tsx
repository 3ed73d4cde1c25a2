import type { State } from "@ten-lite/client";
import type { TenLite } from "@ten-lite/react";
import { HangUp, Stop } from "./icons";
import { TalkButton } from "./TalkButton";
import { TextBox } from "./TextBox";
import { Waveform } from "./Waveform";

const CAPTIONS: Record<State, string> = {
  idle: "Press to talk",
  connecting: "Connecting",
  listening: "I am listening",
  thinking: "Thinking",
  speaking: "Talk over me to interrupt",
  interrupted: "Go on, I am listening",
  reconnecting: "Connection lost, trying again",
};

function captionOf({ state, isMicOn }: TenLite): string {
  const isMuted = !isMicOn && (state === "listening" || state === "interrupted");
  return isMuted ? "The microphone is off" : CAPTIONS[state];
}

/** Everything to talk with. */
export function Dock({ talk, say }: { talk: TenLite; say: (text: string) => void }) {
  const { client, state, isMicOn } = talk;
  const isOn = state !== "idle";
  return (
    <section className="dock" aria-label="Talk">
      <div className="dock-waves">
        <Waveform client={client} source="microphone" isLive={isMicOn} />
        <TalkButton talk={talk} />
        <Waveform client={client} source="speaker" isLive={isOn} />
      </div>
      <div className="dock-row">
        <button
          type="button"
          className="quiet"
          disabled={!isOn}
          onClick={talk.close}
          title="End the conversation"
        >
          <HangUp />
          End
        </button>
        <p className="caption">{captionOf(talk)}</p>
        <button
          type="button"
          className="quiet"
          disabled={state !== "speaking" && state !== "thinking"}
          onClick={talk.interrupt}
          aria-keyshortcuts="Escape"
          title="Interrupt the answer (Escape)"
        >
          <Stop />
          Stop <kbd>Esc</kbd>
        </button>
      </div>
      <TextBox say={say} />
    </section>
  );
}
