/** Two channels of 16 bits. */
const FRAME_BYTES = 4;

/**
 * Sound as it streams in, 16-bit little-endian PCM in two channels, as samples of both voices together in [-1, 1]. A
 * sample may be cut between two chunks.
 */
export class PcmReader {
  #rest = new Uint8Array(0);

  read(chunk: Uint8Array): Float32Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#rest.length + chunk.length);
    bytes.set(this.#rest);
    bytes.set(chunk, this.#rest.length);
    const frames = Math.floor(bytes.length / FRAME_BYTES);
    this.#rest = bytes.slice(frames * FRAME_BYTES);
    const view = new DataView(bytes.buffer);
    return Float32Array.from({ length: frames }, (_, index) => {
      const at = index * FRAME_BYTES;
      const both = (view.getInt16(at, true) + view.getInt16(at + 2, true)) / 32_768;
      return Math.max(-1, Math.min(1, both));
    });
  }
}

/** How loud samples are, from 0 to 1: their root mean square. */
export const loudness = (samples: Float32Array) =>
  samples.length === 0 ? 0 : Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
