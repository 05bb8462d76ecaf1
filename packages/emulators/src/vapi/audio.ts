import type { JsonObject } from "./json.ts";
import { numberAt } from "./json.ts";
import type { Recording } from "./artifact-urls.ts";

export type Speaking = "assistant" | "user" | undefined;

const PITCH_HZ = { assistant: 220, user: 150 } as const;
const SYLLABLES_A_SECOND = 4.5;
const LOUDNESS = 0.22;

/** A hum with the rhythm of speech, in [-1, 1]. */
export function voiceAt(who: "assistant" | "user", seconds: number): number {
  const syllable = Math.sin(Math.PI * SYLLABLES_A_SECOND * seconds) ** 2;
  const pitch = PITCH_HZ[who] * (1 + 0.06 * Math.sin(2 * Math.PI * 0.7 * seconds));
  const wave = Math.sin(2 * Math.PI * pitch * seconds) + 0.4 * Math.sin(4 * Math.PI * pitch * seconds);
  return LOUDNESS * syllable * wave;
}

/** 16-bit little-endian PCM, two channels: the customer left, the assistant right. */
export function pcmFrame(who: Speaking, fromSeconds: number, samples: number, sampleRate: number): Buffer {
  const frame = Buffer.alloc(samples * 4);
  if (who === undefined) return frame;
  const offset = who === "user" ? 0 : 2;
  for (let index = 0; index < samples; index += 1) {
    const value = voiceAt(who, fromSeconds + index / sampleRate);
    frame.writeInt16LE(Math.round(Math.max(-1, Math.min(1, value)) * 32_767), index * 4 + offset);
  }
  return frame;
}

const WAV_RATE = 8000;
const HEADER_BYTES = 44;
const SILENCE = 128;

/** The call as a WAV (8 kHz, 8 bit): a hum where somebody spoke, silence elsewhere. */
export function wavOf(messages: JsonObject[], seconds: number, recording: Recording): Buffer {
  const channels = recording === "stereo" ? 2 : 1;
  const samples = Math.max(1, Math.ceil(seconds * WAV_RATE));
  const data = Buffer.alloc(samples * channels, SILENCE);
  for (const message of messages) {
    const who = message["role"] === "bot" ? "assistant" : message["role"] === "user" ? "user" : undefined;
    if (who === undefined) continue;
    if (recording === "assistant" && who !== "assistant") continue;
    if (recording === "customer" && who !== "user") continue;
    const from = Math.floor((numberAt(message, "secondsFromStart") ?? 0) * WAV_RATE);
    const length = Math.floor(((numberAt(message, "duration") ?? 0) / 1000) * WAV_RATE);
    const channel = channels === 2 && who === "assistant" ? 1 : 0;
    for (let index = from; index < Math.min(samples, from + length); index += 1) {
      data[index * channels + channel] = SILENCE + Math.round(voiceAt(who, index / WAV_RATE) * 127);
    }
  }
  return Buffer.concat([wavHeader(data.length, channels), data]);
}

function wavHeader(dataBytes: number, channels: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write("RIFF", 0);
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(WAV_RATE, 24);
  header.writeUInt32LE(WAV_RATE * channels, 28);
  header.writeUInt16LE(channels, 32);
  header.writeUInt16LE(8, 34);
  header.write("data", 36);
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
