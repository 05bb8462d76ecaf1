import { expect, test } from "vitest";
import { hasWaveform } from "./waveform.ts";

const MINUTE = 60_000;

test.each([
  [30 * MINUTE, true],
  [30 * MINUTE + 1, false],
  [1, true],
  [0, false],
  [null, false],
])("a recording of %s ms has a waveform: %s", (durationMs, expected) => {
  expect(hasWaveform({ hasRecording: true, durationMs })).toBe(expected);
  expect(hasWaveform({ hasRecording: false, durationMs })).toBe(false);
});
