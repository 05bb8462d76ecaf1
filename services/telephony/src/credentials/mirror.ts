import type { Database } from "@allokoli/shared/db/connect";
import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import type { MirrorProvider } from "@allokoli/shared/mirror/mirror";
import { createProvider } from "@allokoli/shared/mirror/provider";
import { createResourceMirror } from "@allokoli/shared/mirror/resource-mirror";
import type { Claimed } from "@allokoli/shared/mirror/state";
import { createVapi } from "@allokoli/shared/vapi/client";
import { delayMs, type Env } from "../env.ts";
import type { Account } from "@allokoli/shared/providers/secrets";
import { listAtVapi, requireGone, requireVapiId } from "../vapi.ts";
import { openCredential } from "./open.ts";
import { credentialResource, type CredentialRow } from "./store.ts";

const PATH = "/credential";

/** The mirror of an organization's credentials: what Vapi needs to place calls through Telnyx, Vonage or a SIP trunk. */
export const credentialMirror = (env: Env, database: Database, orgId: string, log: Log) =>
  createResourceMirror(credentialResource, {
    database,
    orgId,
    toField,
    log,
    provider: credentialProvider(env, systemTenant(database, orgId)),
    sweeper: env.MIRROR_SWEEP,
    delayMs: delayMs(env),
  });

function credentialProvider(env: Env, system: Tenant): MirrorProvider<Claimed<CredentialRow, null>> {
  const vapi = createVapi(env);
  return createProvider({
    compile: async ({ id }: Claimed<CredentialRow, null>) =>
      toVapiCredential((await openCredential(env, system, id)).account, id),
    create: async (body) => ({ id: requireVapiId(await vapi.request("POST", PATH, body)) }),
    update: (vapiId, { provider: _fixed, ...change }) => vapi.request("PATCH", `${PATH}/${vapiId}`, change),
    remove: (vapiId) => requireGone(vapi.request("DELETE", `${PATH}/${vapiId}`)),
    list: listAtVapi(vapi, PATH),
    isOurs: ({ name }, id) => name === id,
  });
}

/** Credentials at Vapi have no metadata: their name is our id. */
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
        // Always sent: a PATCH leaves missing fields as they are.
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
