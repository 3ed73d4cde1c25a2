import type { TenLite } from "@ten-lite/react";
import { useEffect, useRef } from "react";
import { heightOf } from "../waveform";
import { Mic, MicOff } from "./icons";

/** Begins the conversation; then it turns the microphone off and on. */
export function TalkButton({ talk }: { talk: TenLite }) {
  const { client, state, isMicOn } = talk;
  const button = useRef<HTMLButtonElement>(null);
  const isOn = state !== "idle";

  useEffect(
    () =>
      client.on("level", ({ source, rms }) => {
        button.current?.style.setProperty(`--${source}`, heightOf(rms).toFixed(2));
      }),
    [client],
  );

  const press = () => {
    if (!isOn) void talk.start();
    else if (isMicOn) talk.stopMic();
    else void talk.startMic();
  };
  const label = !isOn
    ? "Start talking"
    : isMicOn
      ? "Turn the microphone off"
      : "Turn the microphone on";
  return (
    <button
      ref={button}
      type="button"
      className="talk"
      data-state={state}
      data-mic={isMicOn}
      onClick={press}
      aria-label={label}
      title={label}
    >
      <span className="talk-ring" />
      <span className="talk-face">{isOn && !isMicOn ? <MicOff /> : <Mic />}</span>
    </button>
  );
}
