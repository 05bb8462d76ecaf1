import type { Tenant } from "@allokoli/shared/db/tenant";
import { findSince } from "@allokoli/shared/mirror/search";
import { createVapi } from "@allokoli/shared/vapi/client";
import { VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import { openAccount } from "../credentials/open.ts";
import { findOpenable } from "../credentials/store.ts";
import type { Env } from "../env.ts";
import type { Account } from "../providers/secrets.ts";
import { listAtVapi, requireGone, toFields, toThing, type ThingAtVapi } from "../vapi.ts";
import type { AnswererAtVapi, NumberRow } from "./store.ts";
import { toTwilioSecret, toVapiChange, toVapiImport, toVapiSettings } from "./to-vapi.ts";

/** Vapi's clock may be behind Postgres's. */
const CLOCK_MARGIN_MS = 5 * 60_000;
const PATH = "/phone-number";

type Wanted = { row: NumberRow; answerer: AnswererAtVapi };
export type OpenedAccount = { account: Account | undefined; vapiCredentialId: string | null };

/** The account that a number is in, opened; none for a number of Vapi's own. */
export async function openAccountOf(env: Env, system: Tenant, row: NumberRow): Promise<OpenedAccount> {
  const { credentialId } = row;
  if (credentialId === null) return { account: undefined, vapiCredentialId: null };
  const credential = await system.read((tx) => findOpenable(tx, system.orgId, credentialId));
  if (credential === undefined) throw new Error("a number without its credential");
  return { account: await openAccount(env, system.orgId, credential), vapiCredentialId: credential.vapiCredentialId };
}

/** An organization's numbers at Vapi. Every function throws `VapiRefused` or `VapiUnavailable`. */
export function numbersAtVapi(env: Env, orgId: string) {
  const vapi = createVapi(env);
  const wire = async ({ row, answerer }: Wanted) => ({
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
    async create(wanted: Wanted, { account, vapiCredentialId }: OpenedAccount): Promise<ThingAtVapi> {
      // The mirror of the credential is on its way: until then Vapi does not know whose number this is.
      if (account !== undefined && account.provider !== "twilio" && vapiCredentialId === null)
        throw new VapiUnavailable(undefined, undefined);
      return toThing(await vapi.request("POST", PATH, toVapiImport(await wire(wanted), account, vapiCredentialId)));
    },
    async update(vapiId: string, wanted: Wanted, { account }: OpenedAccount): Promise<void> {
      const path = `${PATH}/${vapiId}`;
      const secret = account?.provider === "twilio" ? toTwilioSecret(account) : {};
      const settings = toVapiChange(toVapiSettings(await wire(wanted)), toFields(await vapi.request("GET", path)));
      await vapi.request("PATCH", path, { ...settings, ...secret });
    },
    remove: (vapiId: string) => requireGone(vapi.request("DELETE", `${PATH}/${vapiId}`)),
    /** All that an earlier attempt made for this number, oldest first: they carry our id in their server's address. */
    async findOurs(row: Pick<NumberRow, "id" | "createdAt">): Promise<ThingAtVapi[]> {
      const since = new Date(row.createdAt.getTime() - CLOCK_MARGIN_MS).toISOString();
      const isOurs = ({ server }: ThingAtVapi) => URL.parse(server?.url ?? "")?.searchParams.get("number") === row.id;
      return (await findSince(listAtVapi(vapi, PATH), since, isOurs)).toReversed();
    },
  };
}
