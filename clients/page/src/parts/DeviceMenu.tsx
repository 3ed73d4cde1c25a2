import type { TenLiteClient } from "@ten-lite/client";
import { useEffect, useState } from "react";
import { useDevices } from "../use_devices";
import { Sliders } from "./icons";

interface Props {
  client: TenLiteClient;
  isMicOn: boolean;
  onError: (error: unknown) => void;
}

const canChooseSpeaker = "AudioContext" in window && "setSinkId" in AudioContext.prototype;

/** Which microphone and which loudspeaker. */
export function DeviceMenu({ client, isMicOn, onError }: Props) {
  const { microphones, speakers } = useDevices(isMicOn);
  const [microphone, setMicrophone] = useState("");
  const [speaker, setSpeaker] = useState("");
  const [isRaw, setRaw] = useState(false);

  useEffect(() => {
    const processing = { echoCancellation: !isRaw, noiseSuppression: !isRaw };
    const choice = { ...processing, ...(microphone && { deviceId: microphone }) };
    client.setMicrophone(choice).catch(onError);
  }, [client, microphone, isRaw, onError]);
  useEffect(() => {
    if (canChooseSpeaker) client.setSpeaker(speaker).catch(onError);
  }, [client, speaker, onError]);

  return (
    <>
      <button
        type="button"
        className="icon-button"
        popoverTarget="devices"
        aria-label="Microphone and loudspeaker"
        title="Microphone and loudspeaker"
      >
        <Sliders />
      </button>
      <div id="devices" popover="auto" className="menu">
        <h2>Sound</h2>
        <DeviceSelect
          label="Microphone"
          devices={microphones}
          value={microphone}
          choose={setMicrophone}
        />
        {canChooseSpeaker && (
          <DeviceSelect
            label="Loudspeaker"
            devices={speakers}
            value={speaker}
            choose={setSpeaker}
          />
        )}
        <label className="check">
          <input type="checkbox" checked={isRaw} onChange={() => setRaw(!isRaw)} />
          <span>
            With headphones
            <small>no echo cancellation, no noise suppression</small>
          </span>
        </label>
        {!microphones.some(({ label }) => label) && (
          <p className="hint">The browser tells the names once the microphone was allowed.</p>
        )}
      </div>
    </>
  );
}

interface SelectProps {
  label: string;
  devices: MediaDeviceInfo[];
  value: string;
  choose: (deviceId: string) => void;
}

function DeviceSelect({ label, devices, value, choose }: SelectProps) {
  // "default" is what the browser chooses, which has an entry of its own here.
  const own = devices.filter(({ deviceId }) => deviceId !== "default");
  const isThere = own.some(({ deviceId }) => deviceId === value);
  return (
    <label className="field">
      {label}
      <select value={isThere ? value : ""} onChange={(event) => choose(event.target.value)}>
        <option value="">Chosen by the browser</option>
        {own.map((device, at) => (
          <option key={device.deviceId} value={device.deviceId}>
            {device.label || `${label} ${at + 1}`}
          </option>
        ))}
      </select>
    </label>
  );
}
