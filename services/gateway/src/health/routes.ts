import { connect } from "@allokoli/shared/db/connect";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { VoiceStanding } from "@allokoli/shared/rpc/voice";
import type { KeyRing } from "../auth/key-ring.ts";
import type { GatewayApp } from "../env.ts";
import { getHealth, type Health } from "./contract.ts";
import { createVoice } from "./voice.ts";

const PROBE_TIMEOUT_MS = 2_000;
/** An isolate asks Postgres at most this often. */
const REMEMBERED_MS = 5_000;

/** Whether Postgres answers within the probe's time. Never throws. */
export async function probeDatabase(
  connectionString: string,
  afterAnswer: (work: Promise<unknown>) => void,
): Promise<boolean> {
  const database = connect(connectionString, { connectTimeoutMs: PROBE_TIMEOUT_MS, answerTimeoutMs: PROBE_TIMEOUT_MS });
  try {
    await database.inTurn((send) => send("select 1"));
    return true;
  } catch {
    return false;
  } finally {
    afterAnswer(database.close());
  }
}

export function routeHealth(
  app: GatewayApp,
  parts: { now: () => number; keyRing: KeyRing; probe: typeof probeDatabase },
) {
  const voiceNow = createVoice(parts);
  let seen: { database: "up" | "down"; atMs: number } | undefined;

  app.openapi(getHealth, async (c) => {
    const { HYPERDRIVE, SUPABASE_URL } = requireEnv(c.env, ["HYPERDRIVE", "SUPABASE_URL"]);
    const keepAlive = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
    if (seen === undefined || parts.now() - seen.atMs >= REMEMBERED_MS) {
      const database = (await parts.probe(HYPERDRIVE.connectionString, keepAlive)) ? "up" : "down";
      seen = { database, atMs: parts.now() };
    }
    const { database } = seen;
    const authKeys = await parts.keyRing.standing(SUPABASE_URL, keepAlive);
    const voice = toVoice(await voiceNow(c.env, keepAlive));
    const well = database === "up" && authKeys === "up" && voice.state === "up";
    const status = well ? ("ok" as const) : ("degraded" as const);
    return c.json({ status, database, authKeys, voice }, well ? 200 : 503);
  });
}

function toVoice(standing: VoiceStanding): Health["voice"] {
  if (standing.isAnswering) return { state: "up", since: null, message: null };
  const { since } = standing;
  const message =
    `The voice (Vapi) has not answered since ${since}: calls cannot be placed, ` +
    "and what is created or changed is passed on when it answers again.";
  return { state: "down", since, message };
}
