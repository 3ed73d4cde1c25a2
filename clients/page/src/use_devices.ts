import { useEffect, useState } from "react";

export interface Devices {
  microphones: MediaDeviceInfo[];
  speakers: MediaDeviceInfo[];
}

const NONE: Devices = { microphones: [], speakers: [] };

/** What there is to listen with and to play on; browsers tell names when the microphone is on. */
export function useDevices(isMicOn: boolean): Devices {
  const [devices, setDevices] = useState(NONE);
  // biome-ignore lint/correctness/useExhaustiveDependencies: names are told from then on
  useEffect(() => {
    const media = navigator.mediaDevices;
    if (!media?.enumerateDevices) return;
    let isOver = false;
    const look = async () => {
      const all = await media.enumerateDevices();
      const named = all.filter(({ deviceId }) => deviceId);
      if (isOver) return;
      setDevices({
        microphones: named.filter(({ kind }) => kind === "audioinput"),
        speakers: named.filter(({ kind }) => kind === "audiooutput"),
      });
    };
    void look();
    media.addEventListener("devicechange", look);
    return () => {
      isOver = true;
      media.removeEventListener("devicechange", look);
    };
  }, [isMicOn]);
  return devices;
}
