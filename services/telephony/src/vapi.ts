import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import { SEARCH_LIMIT } from "@allokoli/shared/vapi/client";
import { VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { z } from "zod";

/** What we read of a credential or a number at Vapi. */
const Thing = z.object({
  id: z.string(),
  createdAt: z.string(),
  name: z.string().nullish(),
  number: z.string().nullish(),
  server: z.object({ url: z.string().nullish() }).nullish(),
});
export type ThingAtVapi = z.infer<typeof Thing>;

/** A list without a cursor, as `findSince` pages through it. */
export const listAtVapi =
  (vapi: Pick<VapiAdapter, "request">, path: string) =>
  async (createdAtGe: string, createdAtLt?: string): Promise<ThingAtVapi[]> => {
    const query = new URLSearchParams({ limit: String(SEARCH_LIMIT), createdAtGe });
    if (createdAtLt !== undefined) query.set("createdAtLt", createdAtLt);
    return parse(z.array(Thing), await vapi.request("GET", `${path}?${query}`));
  };

export const toThing = (answer: unknown): ThingAtVapi => parse(Thing, answer);
/** Whatever it has, by name. */
export const toFields = (answer: unknown): Record<string, unknown> => parse(z.record(z.string(), z.unknown()), answer);
export const requireVapiId = (answer: unknown): string => parse(z.object({ id: z.string() }), answer).id;

/** Resolves also when it was not there. */
export async function requireGone(deletion: Promise<unknown>): Promise<void> {
  await deletion.catch((err: unknown) => {
    if (!(err instanceof VapiRefused) || err.status !== 404) throw err;
  });
}

function parse<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new VapiUnavailable(undefined, parsed.error);
  return parsed.data;
}
