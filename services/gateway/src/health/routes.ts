import { connect } from "@allokoli/shared/db/connect";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { KeyRing } from "../auth/key-ring.ts";
import type { GatewayApp } from "../env.ts";
import { getHealth } from "./contract.ts";

const PROBE_TIMEOUT_MS = 2_000;
/** However often it is asked, Postgres is asked no more often than this by an isolate. */
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
    const well = database === "up" && authKeys === "up";
    return c.json({ status: well ? ("ok" as const) : ("degraded" as const), database, authKeys }, well ? 200 : 503);
  });
}
