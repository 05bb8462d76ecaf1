import { loudness, PcmReader } from "./pcm.ts";

const SAMPLE_RATE = 16_000;
/** Smooths over an uneven network. */
const LEAD_SECONDS = 0.2;
/** Sound that came in a burst is left out beyond this, so that one hears the call as it is. */
const LATEST_SECONDS = 1.5;

/**
 * Plays sound as it streams in, until the stream ends. Rejects when it is aborted.
 * @param onLevel how loud each piece is
 */
export async function play(
  stream: ReadableStream<Uint8Array>,
  context: AudioContext,
  onLevel: (level: number) => void,
): Promise<void> {
  const reader = stream.getReader();
  const pcm = new PcmReader();
  let playedTo = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const samples = pcm.read(piece.value);
    if (samples.length === 0) continue;
    onLevel(loudness(samples));
    const now = context.currentTime;
    if (playedTo < now) playedTo = now + LEAD_SECONDS;
    if (playedTo > now + LATEST_SECONDS) continue;
    const buffer = context.createBuffer(1, samples.length, SAMPLE_RATE);
    buffer.copyToChannel(samples, 0);
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(context.destination);
    source.start(playedTo);
    playedTo += buffer.duration;
  }
}
