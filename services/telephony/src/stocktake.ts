import { connect } from "@allokoli/shared/db/connect";
import type { Log } from "@allokoli/shared/log/log";
import { longestMs } from "@allokoli/shared/mirror/state";
import { stocktakeStore } from "@allokoli/shared/mirror/stocktake-store";
import { leadsHere, takeStock, toMark, type Mark } from "@allokoli/shared/mirror/stocktake";
import { createVapi } from "@allokoli/shared/vapi/client";
import { delayMs, type Env } from "./env.ts";
import { listAtVapi, type ResourceAtVapi } from "./vapi.ts";

/** The kinds whose resources at Vapi are compared with our rows, one kind after the other. */
export const STOCK_KINDS = ["phone-number", "telephony-credential"] as const;

/** Much longer than storing a new resource takes. */
const SETTLED_LONGEST = 10;

/** Nothing is removed: a surplus number may be in use, and a number may depend on a surplus credential. */
export async function takeStockOf(env: Env, name: (typeof STOCK_KINDS)[number], log: Log): Promise<void> {
  const vapi = createVapi(env);
  const database = connect(env.HYPERDRIVE.connectionString);
  const kind =
    name === "phone-number"
      ? {
          list: listAtVapi(vapi, "/phone-number"),
          markOf: (number: ResourceAtVapi) => markOfNumber(number, env.PUBLIC_API_URL),
        }
      : { list: listAtVapi(vapi, "/credential"), markOf: markOfCredential };
  try {
    await takeStock(
      { name, ...kind },
      { store: stocktakeStore(database), log, now: Date.now, settledMs: SETTLED_LONGEST * longestMs(delayMs(env)) },
    );
  } finally {
    await database.close();
  }
}

function markOfNumber({ server }: ResourceAtVapi, publicApiUrl: string): Mark | undefined {
  const search = URL.parse(server?.url ?? "")?.searchParams;
  return toMark({
    ourId: search?.get("number"),
    orgId: search?.get("org"),
    isHere: leadsHere(server?.url, publicApiUrl),
  });
}

/** Our id is its name, and the only mark that it has. */
const markOfCredential = ({ name }: ResourceAtVapi): Mark | undefined =>
  toMark({ ourId: name, orgId: undefined, isHere: true });
