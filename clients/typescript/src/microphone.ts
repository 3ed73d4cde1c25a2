/** Sound from the microphone. */

import { ClientError } from "./errors.js";
import { checkPage, microphoneError } from "./microphone_errors.js";
import { type WorkletUrls, workletUrl } from "./worklet_urls.js";

export interface MicrophoneOptions {
  /** Of the chunks; the browser's own rate is converted. */
  sampleRate?: number;
  /** 320 (20 ms at 16 kHz) by default; TEN's web client has 1024, 4096 and 8192. */
  chunkSamples?: number;
  /** As `navigator.mediaDevices.enumerateDevices` names it; the browser's choice by default. */
  deviceId?: string;
  echoCancellation?: boolean;
  noiseSuppression?: boolean;
  autoGainControl?: boolean;
  worklets?: WorkletUrls;
  onChunk: (samples: Int16Array) => void;
  /** The microphone went away while it was used. */
  onError?: (error: ClientError) => void;
}

/** What one start opened. */
interface Recording {
  stream?: MediaStream;
  context?: AudioContext;
  node?: AudioWorkletNode;
}

/** Gives chunks of mono PCM16 while it is on. */
export class Microphone {
  readonly #options: MicrophoneOptions;
  #recording: Recording | null = null;

  constructor(options: MicrophoneOptions) {
    this.#options = options;
  }

  get isOn(): boolean {
    return this.#recording !== null;
  }

  /**
   * Ask for the microphone and give its sound; call it in a click's handler.
   *
   * @throws ClientError Its code is `insecure_page`, `unsupported`, `permission_denied`,
   *   `no_device`, `device_busy` or `failed`.
   */
  async start(): Promise<void> {
    if (this.#recording) return;
    checkPage();
    const recording: Recording = {};
    this.#recording = recording;
    try {
      await this.#open(recording);
    } catch (error) {
      if (this.#recording === recording) this.#recording = null;
      release(recording);
      throw microphoneError(error);
    }
    // It was stopped while the user was being asked.
    if (this.#recording !== recording) release(recording);
  }

  /** Let go of the microphone; the browser's sign for it goes out. */
  stop(): void {
    const recording = this.#recording;
    this.#recording = null;
    if (recording) release(recording);
  }

  async #open(recording: Recording): Promise<void> {
    const { sampleRate = 16_000, chunkSamples = 320, worklets, deviceId } = this.#options;
    const { echoCancellation = true, noiseSuppression = true } = this.#options;
    const { autoGainControl = true } = this.#options;
    const audio: MediaTrackConstraints = { channelCount: 1, echoCancellation, noiseSuppression };
    audio.autoGainControl = autoGainControl;
    if (deviceId) audio.deviceId = { exact: deviceId };
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    recording.stream = stream;
    const [context, source] = listen(stream, sampleRate);
    recording.context = context;
    await context.audioWorklet.addModule(workletUrl("recorder", worklets));
    if (this.#recording !== recording) return;
    const node = new AudioWorkletNode(context, "ten-lite-recorder", {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: "explicit",
      processorOptions: { sampleRate, chunkSamples },
    });
    recording.node = node;
    node.port.onmessage = ({ data }) =>
      this.#recording === recording && this.#options.onChunk(data);
    stream.getTracks()[0]?.addEventListener("ended", () => this.#lost(recording));
    source.connect(node);
    // Without a click this waits; sound comes when the user has touched the page.
    void context.resume();
  }

  #lost(recording: Recording): void {
    if (this.#recording !== recording) return;
    this.stop();
    const why = "The microphone went away: connect it, or choose another";
    this.#options.onError?.(new ClientError("microphone", "device_lost", why));
  }
}

/** A context at `sampleRate`, or at the browser's rate where the microphone only goes with that. */
function listen(
  stream: MediaStream,
  sampleRate: number,
): [AudioContext, MediaStreamAudioSourceNode] {
  for (const options of [{ sampleRate }, {}]) {
    let context: AudioContext | undefined;
    try {
      context = new AudioContext({ ...options, latencyHint: "interactive" });
      return [context, context.createMediaStreamSource(stream)];
    } catch (error) {
      void context?.close();
      if (!("sampleRate" in options)) throw error;
    }
  }
  throw new Error("no audio context");
}

function release({ stream, context, node }: Recording): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
  node?.port.postMessage("stop");
  if (context && context.state !== "closed") void context.close();
}
