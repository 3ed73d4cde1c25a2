/** The microphone alone. */

import { ClientError, Microphone, type MicrophoneOptions } from "@ten-lite/client";
import { useCallback, useEffect, useRef, useState } from "react";

export interface AudioRecorder {
  isRecording: boolean;
  error: ClientError | null;
  /** Ask for the microphone, in a click's handler; what goes wrong is in `error`. */
  start: () => Promise<void>;
  stop: () => void;
}

/** Chunks of mono PCM16 for `options.onChunk`; other options count from the next start on. */
export function useAudioRecorder(options: MicrophoneOptions): AudioRecorder {
  const latest = useRef(options);
  latest.current = options;
  const microphone = useRef<Microphone | null>(null);
  const [isRecording, setRecording] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);

  const stop = useCallback(() => {
    microphone.current?.stop();
    microphone.current = null;
    setRecording(false);
  }, []);

  const start = useCallback(async () => {
    if (microphone.current) return;
    const fail = (problem: ClientError) => {
      stop();
      setError(problem);
      latest.current.onError?.(problem);
    };
    const started = new Microphone({
      ...latest.current,
      onChunk: (samples) => latest.current.onChunk(samples),
      onError: fail,
    });
    microphone.current = started;
    setError(null);
    try {
      await started.start();
      if (microphone.current === started) setRecording(true);
    } catch (problem) {
      if (microphone.current === started && problem instanceof ClientError) fail(problem);
    }
  }, [stop]);

  useEffect(() => stop, [stop]);
  return { isRecording, error, start, stop };
}
