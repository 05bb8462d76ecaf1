import { expect, test } from "vitest";
import { loudness, PcmReader } from "./pcm.ts";

function pcm(frames: [left: number, right: number][]): Uint8Array {
  const view = new DataView(new ArrayBuffer(frames.length * 4));
  for (const [index, [left, right]] of frames.entries()) {
    view.setInt16(index * 4, left, true);
    view.setInt16(index * 4 + 2, right, true);
  }
  return new Uint8Array(view.buffer);
}
const FRAMES: [number, number][] = [
  [16_384, 0],
  [0, -8_192],
  [30_000, 30_000],
];

test("both voices are in one channel, without going over", () => {
  expect([...new PcmReader().read(pcm(FRAMES))]).toEqual([0.5, -0.25, 1]);
});

test("chunks may be cut anywhere", () => {
  const bytes = pcm(FRAMES);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const reader = new PcmReader();
    expect([...reader.read(bytes.slice(0, cut)), ...reader.read(bytes.slice(cut))]).toEqual([0.5, -0.25, 1]);
  }
});

test("silence is not loud, and nothing is not either", () => {
  expect([loudness(new Float32Array(8)), loudness(new Float32Array(0))]).toEqual([0, 0]);
  expect(loudness(Float32Array.of(0.5, -0.5))).toBe(0.5);
});
