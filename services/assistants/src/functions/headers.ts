import { createSealer, type SealBindings } from "@allokoli/shared/crypto/seal";
import { Problem } from "@allokoli/shared/http/problem";
import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import type { Header } from "./contract.ts";

export type GivenHeader = z.infer<typeof Header>;
/**
 * A header as it is stored in the settings: for a secret value, the id of its sealed form, and the part that may be
 * shown.
 */
export type KeptHeader =
  | { name: string; isSecret: false; value: string }
  | { name: string; isSecret: true; secretId: string; masked: string };
/** A secret value as it goes into `function_secrets`. */
export type NewSecret = { id: string; sealed: string; keyId: string };
export type OpenSecret = { id: string; sealed: string; keyId: string };

const DOTS = "••••";
const SHOWN_CHARACTERS = 4;

/** The part of a secret that may be shown: its last four characters, or none of a short one. */
const mask = (text: string) => (text.length < SHOWN_CHARACTERS * 3 ? DOTS : `${DOTS}${text.slice(-SHOWN_CHARACTERS)}`);
/** Whether a value looks like one that was shown masked. */
export const isMasked = (value: string) => value === DOTS || /^••••[\x20-\x7e]{4}$/.test(value);

/** The context that a header is sealed with: in another organization, it does not open. */
const aboutSecret = (orgId: string, id: string) => `function-secret/${orgId}/${id}`;

export const toShownHeader = (header: KeptHeader): GivenHeader =>
  header.isSecret
    ? { name: header.name, value: header.masked, isSecret: true }
    : { name: header.name, value: header.value, isSecret: false };

/** Headers in their stored form, and their sealed secrets. `keepSecrets` finds the secret behind a masked value. */
export async function sealHeaders(
  env: SealBindings,
  orgId: string,
  given: GivenHeader[],
): Promise<{ headers: KeptHeader[]; secrets: NewSecret[] }> {
  const secrets: NewSecret[] = [];
  const sealer = given.some(({ isSecret }) => isSecret) ? await createSealer(env) : undefined;
  const headers = await Promise.all(
    given.map(async ({ name, value, isSecret }): Promise<KeptHeader> => {
      if (!isSecret || sealer === undefined) return { name, isSecret: false, value };
      const id = uuidv7();
      if (isMasked(value)) return { name, isSecret, secretId: id, masked: value };
      const { text, keyId } = await sealer.seal(value, aboutSecret(orgId, id));
      secrets.push({ id, sealed: text, keyId });
      return { name, isSecret, secretId: id, masked: mask(value) };
    }),
  );
  return { headers, secrets };
}

/**
 * The headers, with each masked value replaced by its header from before.
 * @throws {Problem} `validation_failed` when there is no such secret
 */
export function keepSecrets(
  headers: KeptHeader[],
  fresh: NewSecret[],
  before: KeptHeader[],
  path: string,
): KeptHeader[] {
  return headers.map((header, index) => {
    if (!header.isSecret) {
      if (!isMasked(header.value)) return header;
    } else if (fresh.some(({ id }) => id === header.secretId)) {
      return header;
    }
    const shown = header.isSecret ? header.masked : header.value;
    const kept = before.find((one) => one.isSecret && one.masked === shown && isSameName(one, header));
    if (kept === undefined || !header.isSecret) {
      throw new Problem("validation_failed", {
        errors: [{ path: `${path}.${index}.value`, message: "is masked: give the value itself" }],
      });
    }
    return { ...kept, name: header.name };
  });
}

const isSameName = (left: { name: string }, right: { name: string }) =>
  left.name.toLowerCase() === right.name.toLowerCase();

/** The headers to send. `sealed` has the secrets of the function. */
export async function openHeaders(
  env: SealBindings,
  orgId: string,
  headers: KeptHeader[],
  sealed: OpenSecret[],
): Promise<Record<string, string>> {
  const sealer = headers.some(({ isSecret }) => isSecret) ? await createSealer(env) : undefined;
  const opened = await Promise.all(
    headers.map(async (header): Promise<[string, string]> => {
      if (!header.isSecret) return [header.name, header.value];
      const secret = sealed.find(({ id }) => id === header.secretId);
      if (secret === undefined || sealer === undefined) throw new Error(`the header ${header.name} has no secret`);
      const { sealed: text, keyId } = secret;
      return [header.name, await sealer.open({ text, keyId }, aboutSecret(orgId, secret.id))];
    }),
  );
  return Object.fromEntries(opened);
}
