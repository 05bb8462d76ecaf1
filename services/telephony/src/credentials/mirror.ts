import { createSealer } from "@allokoli/shared/crypto/seal";
import type { Database } from "@allokoli/shared/db/connect";
import { telephonyCredentials } from "@allokoli/shared/db/schema/index";
import { systemTenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import { createMirror, type MirrorProvider } from "@allokoli/shared/mirror/mirror";
import { findSince } from "@allokoli/shared/mirror/search";
import { mirrorStore } from "@allokoli/shared/mirror/table";
import { createVapi, type VapiAdapter } from "@allokoli/shared/vapi/client";
import { refusalProblem } from "@allokoli/shared/vapi/errors";
import { sql } from "drizzle-orm";
import { delayMs, type Env } from "../env.ts";
import { readAccount, type Account } from "../providers/secrets.ts";
import { listAtVapi, requireVapiId, requireGone } from "../vapi.ts";
import { aboutCredential } from "./open.ts";
import { findClaimedCredential, type ClaimedCredential } from "./store.ts";

/** Vapi's clock may be behind Postgres's. */
const CLOCK_MARGIN_MS = 5 * 60_000;
const PATH = "/credential";

/** The mirror of an organization's credentials: what Vapi needs to place calls through Telnyx, Vonage or a SIP trunk. */
export const credentialMirror = (env: Env, database: Database, orgId: string, log: Log) =>
  createMirror({
    store: credentialBooks(database, orgId),
    provider: credentialProvider(createVapi(env), env, orgId),
    arm: (when) => env.MIRROR_SWEEP.getByName(orgId).arm(orgId, when),
    toProblem: (refusal) => refusalProblem(refusal, toField),
    now: () => new Date(),
    random: Math.random,
    delayMs: delayMs(env),
    log,
  });

export const credentialBooks = (database: Database, orgId: string) =>
  mirrorStore<ClaimedCredential>({
    tenant: systemTenant(database, orgId),
    table: telephonyCredentials,
    vapiId: telephonyCredentials.vapiCredentialId,
    findClaimed: (tx, id, leaseUntil) => findClaimedCredential(tx, orgId, id, leaseUntil),
    event: {
      name: "telephony-credential",
      data: sql`jsonb_build_object('id', ${telephonyCredentials.id}, 'name', ${telephonyCredentials.name})`,
    },
  });

function credentialProvider(
  vapi: Pick<VapiAdapter, "request">,
  env: Env,
  orgId: string,
): MirrorProvider<ClaimedCredential> {
  const compile = async ({ id, sealed }: ClaimedCredential) => {
    const sealer = await createSealer(env);
    return toVapiCredential(readAccount(await sealer.open(sealed, aboutCredential(orgId, id))), id);
  };
  return {
    create: async (row) => requireVapiId(await vapi.request("POST", PATH, await compile(row))),
    async update(vapiId, row) {
      const { provider: _fixed, ...change } = await compile(row);
      await vapi.request("PATCH", `${PATH}/${vapiId}`, change);
    },
    remove: (vapiId) => requireGone(vapi.request("DELETE", `${PATH}/${vapiId}`)),
    async findOurs(row) {
      const since = new Date(row.createdAt.getTime() - CLOCK_MARGIN_MS).toISOString();
      const ours = await findSince(listAtVapi(vapi, PATH), since, ({ name }) => name === row.id);
      return ours.map(({ id }) => id).toReversed();
    },
  };
}

/** Credentials at Vapi have no metadata: our id is their name. */
export function toVapiCredential(account: Account, id: string) {
  switch (account.provider) {
    case "telnyx":
    case "vonage":
      return { provider: account.provider, ...account.secret, name: id };
    case "sip": {
      const { gateway, username, password } = account.secret;
      // Vapi takes calls only from a gateway whose IPv4 address it knows.
      const isAddress = /^\d+(\.\d+){3}$/.test(gateway);
      return {
        provider: "byo-sip-trunk",
        gateways: [{ ip: gateway, inboundEnabled: isAddress, outboundEnabled: true }],
        // Always there: Vapi keeps what a PATCH leaves out.
        outboundAuthenticationPlan: {
          ...(username !== undefined && { authUsername: username }),
          ...(password !== undefined && { authPassword: password }),
        },
        name: id,
      };
    }
    case "twilio":
      throw new Error("Vapi keeps Twilio's secrets with each number");
  }
}

const FIELDS: Record<string, string> = { apiKey: "apiKey", apiSecret: "apiSecret", gateways: "gateway" };
const toField = (vapiField: string) => FIELDS[vapiField.split(/[.[]/)[0] ?? ""];
