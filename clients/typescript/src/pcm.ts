/** Samples as numbers from -1 to 1, as PCM16, in chunks, and how loud they are. */

/** `samples` as PCM16; what is too loud is clipped. */
export function toPcm16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) =>
    Math.round(Math.max(-32_768, Math.min(32_767, sample * 32_768))),
  );
}

/** PCM16 as numbers from -1 to 1. */
export function fromPcm16(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32_768);
}

/** The root mean square, from 0 to 1. */
export function loudness(samples: Int16Array | Float32Array): number {
  const scale = samples instanceof Int16Array ? 32_768 : 1;
  let sum = 0;
  for (const sample of samples) sum += (sample / scale) ** 2;
  return samples.length ? Math.sqrt(sum / samples.length) : 0;
}

/** Makes chunks of one size of pieces of any size. */
export class Chunker {
  #chunk: Float32Array;
  #filled = 0;

  constructor(readonly size: number) {
    this.#chunk = new Float32Array(size);
  }

  /** The chunks that `samples` complete. */
  push(samples: Float32Array): Int16Array[] {
    const chunks: Int16Array[] = [];
    for (let start = 0; start < samples.length; ) {
      const piece = samples.subarray(start, start + this.size - this.#filled);
      this.#chunk.set(piece, this.#filled);
      this.#filled += piece.length;
      start += piece.length;
      if (this.#filled === this.size) {
        chunks.push(toPcm16(this.#chunk));
        this.#filled = 0;
      }
    }
    return chunks;
  }
}
