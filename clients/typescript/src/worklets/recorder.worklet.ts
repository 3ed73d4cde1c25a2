/** Makes PCM16 chunks of what the microphone gives; runs in the browser's audio thread. */

import { Chunker } from "../pcm.js";
import { Resampler } from "../resampler.js";

export interface RecorderOptions {
  sampleRate: number;
  chunkSamples: number;
}

class Recorder extends AudioWorkletProcessor {
  readonly #resampler: Resampler;
  readonly #chunker: Chunker;
  #isRunning = true;

  constructor({ processorOptions }: { processorOptions?: unknown }) {
    super();
    const { sampleRate: rate, chunkSamples } = processorOptions as RecorderOptions;
    this.#resampler = new Resampler(sampleRate, rate);
    this.#chunker = new Chunker(chunkSamples);
    this.port.onmessage = () => {
      this.#isRunning = false;
    };
  }

  process([input]: Float32Array[][]): boolean {
    const channel = input?.[0];
    if (channel && this.#isRunning) {
      for (const chunk of this.#chunker.push(this.#resampler.process(channel))) {
        this.port.postMessage(chunk, [chunk.buffer]);
      }
    }
    return this.#isRunning;
  }
}

registerProcessor("ten-lite-recorder", Recorder);
