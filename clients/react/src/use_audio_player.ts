/** The loudspeaker alone. */

import { type ClientError, Speaker, type SpeakerOptions } from "@ten-lite/client";
import { useEffect, useMemo, useRef, useState } from "react";

export interface AudioPlayer {
  /** Gets the sound: `start` in a click's handler, then `answer`, `play`, `end`, `flush`. */
  speaker: Speaker;
  /** Whether something is heard; false from the moment that all was played or thrown away. */
  isPlaying: boolean;
  error: ClientError | null;
}

/** A loudspeaker for mono PCM16, closed with the component. */
export function useAudioPlayer(options: SpeakerOptions = {}): AudioPlayer {
  const latest = useRef(options);
  latest.current = options;
  const [isPlaying, setPlaying] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const speaker = useMemo(
    () =>
      new Speaker({
        ...latest.current,
        onPosition: (position) => latest.current.onPosition?.(position),
        onDry: () => {
          setPlaying(false);
          latest.current.onDry?.();
        },
        onLevel: (rms) => {
          setPlaying(rms > 0);
          latest.current.onLevel?.(rms);
        },
        onError: (problem) => {
          setError(problem);
          latest.current.onError?.(problem);
        },
      }),
    [],
  );
  useEffect(() => () => speaker.close(), [speaker]);
  return { speaker, isPlaying, error };
}
