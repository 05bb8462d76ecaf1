import { requireEnv } from "@allokoli/shared/env/require-env";
import { voiceRpc, type VoiceStanding } from "@allokoli/shared/rpc/voice";
import type { GatewayBindings } from "../env.ts";

const SPEAKERS = ["ASSISTANTS_VOICE", "CALLS_VOICE", "TELEPHONY_VOICE"] as const;
type Speakers = Pick<GatewayBindings, (typeof SPEAKERS)[number]>;

/** An isolate asks the Workers at most this often. */
const REMEMBERED_MS = 10_000;
/** Their probe takes three seconds at most. A Worker that has not answered by then is left out. */
const ANSWER_MS = 4_000;
/** A request waits this long for them; after that it is answered from the cache. */
const WAIT_MS = 1_000;

/**
 * The state of the voice provider, as the Workers that speak to it report it: it is down when it does not answer one of
 * them. One request in ten seconds waits for them, for a short time; the others are answered from the cache.
 */
export function createVoice({ now }: { now: () => number }) {
  let seen: VoiceStanding = { isAnswering: true };
  let askedAt = Number.NEGATIVE_INFINITY;

  return async (bindings: Speakers, afterAnswer: (work: Promise<unknown>) => void): Promise<VoiceStanding> => {
    const speakers = requireEnv(bindings, SPEAKERS);
    if (now() - askedAt >= REMEMBERED_MS) {
      askedAt = now();
      const asking = Promise.all(SPEAKERS.map((name) => ask(speakers[name]))).then((told) => {
        seen = together(told);
      });
      afterAnswer(asking);
      await within(WAIT_MS, asking, undefined);
    }
    return seen;
  };
}

const UNKNOWN: VoiceStanding = { isAnswering: true };

const ask = (binding: unknown): Promise<VoiceStanding> =>
  within(
    ANSWER_MS,
    voiceRpc(binding)
      .voice()
      .catch(() => UNKNOWN),
    UNKNOWN,
  );

/** The result of `work`, or `otherwise` when it takes longer. */
function within<T>(ms: number, work: Promise<T>, otherwise: T): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(otherwise), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The earliest that any of them saw. */
function together(told: VoiceStanding[]): VoiceStanding {
  const sinces = told.flatMap((standing) => (standing.isAnswering ? [] : [standing.since])).toSorted();
  const [since] = sinces;
  return since === undefined ? { isAnswering: true } : { isAnswering: false, since };
}
