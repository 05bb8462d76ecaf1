import { connect } from "@allokoli/shared/db/connect";
import { system } from "@allokoli/shared/db/tenant";
import type { CallsEnv } from "../env.ts";
import { findOwner } from "./store.ts";
import { lineOf, type Sources } from "./identity.ts";
import { nameAt } from "./payload.ts";

type Asking = Pick<Sources, "vapi"> & { env: Pick<CallsEnv, "HYPERDRIVE"> };

/** Vapi and our database, on its own connection. Our database has deleted objects until Vapi has deleted them. */
export const sourcesOf = ({ vapi, env }: Asking): Sources => ({
  vapi,
  async findOwners(call) {
    const database = connect(env.HYPERDRIVE.connectionString);
    const runsOn = { assistantId: nameAt(call, "assistantId"), squadId: nameAt(call, "squadId") };
    try {
      return await system(database).read((tx) => findOwner(tx, { ...runsOn, phoneNumberId: lineOf(call) }));
    } finally {
      await database.close();
    }
  },
});
