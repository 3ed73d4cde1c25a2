/** Another sample rate, without aliases. */

/** Half the length of the filter, in samples of the lower of the two rates. */
const HALF_WIDTH = 32;
/** Of the Kaiser window: aliases are 70 dB down. */
const BETA = 7;
/** Where the filter is at half, of the lower rate's Nyquist frequency. */
const CUTOFF = 0.93;

/**
 * Windowed-sinc interpolation of a stream of mono samples; one phase of the filter for each place
 * that an output sample can have between two input samples.
 */
export class Resampler {
  readonly #up: number;
  readonly #down: number;
  readonly #taps: number;
  readonly #phases: Float32Array[] = [];
  #history: Float32Array;
  /** Of the next output sample: whole input samples into the history, and phase. */
  #at = 0;
  #phase = 0;

  /** Both rates are whole numbers of Hz. */
  constructor(fromHz: number, toHz: number) {
    const divisor = gcd(fromHz, toHz);
    this.#up = toHz / divisor;
    this.#down = fromHz / divisor;
    const scale = Math.min(1, toHz / fromHz);
    this.#taps = fromHz === toHz ? 0 : 2 * Math.ceil(HALF_WIDTH / scale);
    for (let phase = 0; phase < this.#up && this.#taps; phase++) {
      this.#phases.push(filter(this.#taps, phase / this.#up, scale * CUTOFF));
    }
    // Silence before the first sample, so that it comes out where it went in.
    this.#history = new Float32Array(this.#taps / 2 - (this.#taps ? 1 : 0));
  }

  /** What `samples` bring; the output is half a filter, about 2 ms, behind the input. */
  process(samples: Float32Array): Float32Array {
    if (!this.#taps) return samples;
    const input = new Float32Array(this.#history.length + samples.length);
    input.set(this.#history);
    input.set(samples, this.#history.length);
    const output: number[] = [];
    while (this.#at + this.#taps <= input.length) {
      const phase = this.#phases[this.#phase] as Float32Array;
      let sum = 0;
      for (let tap = 0; tap < this.#taps; tap++) {
        sum += (phase[tap] as number) * (input[this.#at + tap] as number);
      }
      output.push(sum);
      this.#phase += this.#down;
      this.#at += Math.floor(this.#phase / this.#up);
      this.#phase %= this.#up;
    }
    const used = Math.min(this.#at, input.length);
    this.#history = input.slice(used);
    this.#at -= used;
    return Float32Array.from(output);
  }
}

/** The taps for an output sample `offset` behind input sample `taps / 2 - 1`; their sum is 1. */
function filter(taps: number, offset: number, cutoff: number): Float32Array {
  const center = taps / 2 - 1 + offset;
  const values = Float64Array.from({ length: taps }, (_, tap) => {
    const x = tap - center;
    return sinc(x * cutoff) * kaiser(x / (taps / 2));
  });
  const sum = values.reduce((total, value) => total + value, 0);
  return Float32Array.from(values, (value) => value / sum);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The Kaiser window at `x`, from -1 to 1. */
function kaiser(x: number): number {
  return bessel(BETA * Math.sqrt(Math.max(0, 1 - x * x))) / bessel(BETA);
}

/** The modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function gcd(a: number, b: number): number {
  return b ? gcd(b, a % b) : a;
}
