import { createHmac, timingSafeEqual } from "node:crypto";
import type { Emulator } from "./context.ts";

export const RECORDINGS = ["mono", "stereo", "assistant", "customer"] as const;
export type Recording = (typeof RECORDINGS)[number];
export type ArtifactFile = `${Recording}.wav` | "logs.jsonl.gz";

const PRESIGNED_FOR_MS = 60 * 60_000;

function storageUrl(emulator: Emulator, callId: string, file: ArtifactFile): string {
  return `${emulator.url()}/_storage/${callId}/${file}`;
}

/** The addresses as they stand in the call: like a private bucket, they need a signature to answer. */
export function recordingUrls(emulator: Emulator, callId: string): Record<Recording | "logs", string> {
  return {
    mono: storageUrl(emulator, callId, "mono.wav"),
    stereo: storageUrl(emulator, callId, "stereo.wav"),
    assistant: storageUrl(emulator, callId, "assistant.wav"),
    customer: storageUrl(emulator, callId, "customer.wav"),
    logs: storageUrl(emulator, callId, "logs.jsonl.gz"),
  };
}

function signature(emulator: Emulator, callId: string, file: string, expires: string): string {
  return createHmac("sha256", emulator.apiKey).update(`${callId}/${file}?${expires}`).digest("hex");
}

export function presigned(emulator: Emulator, callId: string, file: ArtifactFile): string {
  const expires = String(emulator.clock.now() + PRESIGNED_FOR_MS);
  return `${storageUrl(emulator, callId, file)}?expires=${expires}&signature=${signature(emulator, callId, file, expires)}`;
}

export function isSigned(
  emulator: Emulator,
  callId: string,
  file: string,
  query: { expires: string | undefined; signature: string | undefined },
): boolean {
  if (query.expires === undefined || query.signature === undefined) return false;
  if (Number(query.expires) < emulator.clock.now()) return false;
  const expected = Buffer.from(signature(emulator, callId, file, query.expires));
  const given = Buffer.from(query.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
