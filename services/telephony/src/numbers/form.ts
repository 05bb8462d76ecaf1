import type { Tx } from "@allokoli/shared/db/tenant";
import { formOf } from "@allokoli/shared/mirror/form";
import { overdueMs } from "@allokoli/shared/mirror/watch";
import { sql } from "drizzle-orm";
import { delayMs, type Env } from "../env.ts";

/** Raised when the same number is sent to Vapi in another form: all numbers are then sent again. */
const VERSION = 1;

type FormEnv = Pick<Env, "PUBLIC_API_URL" | "VAPI_WEBHOOK_SECRET">;

/** The form in which numbers are sent to Vapi: with our address and the secret that Vapi sends us. */
export const numberForm = ({ PUBLIC_API_URL: publicApiUrl, VAPI_WEBHOOK_SECRET: masterSecret }: FormEnv) =>
  formOf({ version: VERSION, server: { publicApiUrl, masterSecret } });

/** Organizations with numbers that Vapi has in an older form, or that are overdue to be sent, by id. */
export async function organizationsToSweep(
  tx: Tx,
  env: FormEnv & Pick<Env, "MIRROR_SWEEP_DELAY_MS">,
  { after, atOnce }: { after: string | null; atOnce: number },
): Promise<string[]> {
  const overdue = new Date(Date.now() - overdueMs(delayMs(env))).toISOString();
  const { rows } = await tx.execute<{ org_id: string }>(
    sql`select app.organizations_with_numbers_to_tell(${await numberForm(env)}, ${overdue}::timestamptz, ${after}::uuid, ${atOnce}) as org_id`,
  );
  return rows.map((row) => row.org_id);
}
