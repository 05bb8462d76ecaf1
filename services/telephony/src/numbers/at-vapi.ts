import type { Tenant } from "@allokoli/shared/db/tenant";
import { findMadeFor } from "@allokoli/shared/mirror/provider";
import { WaitsFor } from "@allokoli/shared/mirror/state";
import { createVapi } from "@allokoli/shared/vapi/client";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import { openCredential } from "../credentials/open.ts";
import type { Env } from "../env.ts";
import type { Account } from "@allokoli/shared/providers/secrets";
import { listAtVapi, requireGone, toFields, toResourceAtVapi, type ResourceAtVapi } from "../vapi.ts";
import type { AnswererAtVapi, NumberRow } from "./store.ts";
import { toTwilioSecret, toVapiChange, toVapiImport, toVapiSettings } from "./to-vapi.ts";

const PATH = "/phone-number";

type Desired = { row: NumberRow; answerer: AnswererAtVapi };
export type OpenedAccount = { account: Account | undefined; vapiCredentialId: string | null };

/** The account of a number, opened; none for a number of Vapi's own. */
export async function openAccountOf(env: Env, system: Tenant, row: NumberRow): Promise<OpenedAccount> {
  const { credentialId } = row;
  if (credentialId === null) return { account: undefined, vapiCredentialId: null };
  return openCredential(env, system, credentialId);
}

/** An organization's numbers at Vapi. Every function throws `VapiRefused` or `VapiUnavailable`. */
export function numbersAtVapi(env: Env, orgId: string) {
  const vapi = createVapi(env);
  const wire = async ({ row, answerer }: Desired) => ({
    row,
    answerer,
    server: await vapiServer({
      publicApiUrl: env.PUBLIC_API_URL,
      masterSecret: env.VAPI_WEBHOOK_SECRET,
      orgId,
      phoneNumberId: row.id,
    }),
  });

  return {
    /** @throws {WaitsFor} before anything is sent, while Vapi does not have the number's account */
    async create(wanted: Desired, { account, vapiCredentialId }: OpenedAccount): Promise<ResourceAtVapi> {
      if (account !== undefined && account.provider !== "twilio" && vapiCredentialId === null)
        throw new WaitsFor("It waits for its account, which the voice provider does not have yet.");
      return toResourceAtVapi(
        await vapi.request("POST", PATH, toVapiImport(await wire(wanted), account, vapiCredentialId)),
      );
    },
    async update(vapiId: string, wanted: Desired, { account }: OpenedAccount): Promise<void> {
      const path = `${PATH}/${vapiId}`;
      const secret = account?.provider === "twilio" ? toTwilioSecret(account) : {};
      const settings = toVapiChange(toVapiSettings(await wire(wanted)), toFields(await vapi.request("GET", path)));
      await vapi.request("PATCH", path, { ...settings, ...secret });
    },
    remove: (vapiId: string) => requireGone(vapi.request("DELETE", `${PATH}/${vapiId}`)),
    /** All that earlier attempts made for this number, oldest first: their server's address contains our id. */
    findOurs: (row: Pick<NumberRow, "id" | "createdAt">): Promise<ResourceAtVapi[]> =>
      findMadeFor(row, listAtVapi(vapi, PATH), ({ server }) => {
        return URL.parse(server?.url ?? "")?.searchParams.get("number") === row.id;
      }),
  };
}
