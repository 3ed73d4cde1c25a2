// Runs in the browser's audio thread: packs what the microphone gives into 20 ms of PCM16.

const CHUNK_SAMPLES = 320;

class Recorder extends AudioWorkletProcessor {
  chunk = new Int16Array(CHUNK_SAMPLES);
  filled = 0;

  process([[samples] = []]) {
    for (const sample of samples ?? []) {
      this.chunk[this.filled++] = Math.max(-1, Math.min(1, sample)) * 32767;
      if (this.filled < CHUNK_SAMPLES) continue;
      this.port.postMessage(this.chunk.buffer, [this.chunk.buffer]);
      this.chunk = new Int16Array(CHUNK_SAMPLES);
      this.filled = 0;
    }
    return true;
  }
}

registerProcessor("recorder", Recorder);
