import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import { SEARCH_LIMIT } from "@allokoli/shared/vapi/client";
import { VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { z } from "zod";

/** The fields that we read of a credential or a number at Vapi. */
const AtVapi = z.object({
  id: z.string(),
  createdAt: z.string(),
  name: z.string().nullish(),
  number: z.string().nullish(),
  server: z.object({ url: z.string().nullish() }).nullish(),
});
export type ResourceAtVapi = z.infer<typeof AtVapi>;

/** A list without a cursor, as `findSince` pages through it. */
export const listAtVapi =
  (vapi: Pick<VapiAdapter, "request">, path: string) =>
  async (createdAtGe: string, createdAtLt?: string): Promise<ResourceAtVapi[]> => {
    const query = new URLSearchParams({ limit: String(SEARCH_LIMIT), createdAtGe });
    if (createdAtLt !== undefined) query.set("createdAtLt", createdAtLt);
    return parse(z.array(AtVapi), await vapi.request("GET", `${path}?${query.toString()}`));
  };

export const toResourceAtVapi = (answer: unknown): ResourceAtVapi => parse(AtVapi, answer);
/** All fields, by name. */
export const toFields = (answer: unknown): Record<string, unknown> => parse(z.record(z.string(), z.unknown()), answer);
export const requireVapiId = (answer: unknown): string => parse(z.object({ id: z.string() }), answer).id;

/** Resolves also when it did not exist. */
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
