import type { Call } from "../api/types.ts";

/** A browser keeps the whole recording in memory to draw it: at this length some 115 MB. */
const LONGEST_MS = 30 * 60_000;

/** Whether a call's recording is shown as a waveform. */
export const hasWaveform = ({ hasRecording, durationMs }: Pick<Call, "hasRecording" | "durationMs">): boolean =>
  hasRecording && durationMs !== null && durationMs > 0 && durationMs <= LONGEST_MS;
