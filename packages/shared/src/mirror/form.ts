import { hmac, toHex } from "../crypto/hmac.ts";

export type FormInput = {
  /** Increased whenever the compiler of the resource writes the same settings in another way. */
  version: number;
  /** The address at which Vapi reaches us and the master secret, for a resource that names our server. */
  server?: { publicApiUrl: string; masterSecret: string };
};

const FINGERPRINT_LENGTH = 16;

/**
 * The form in which a resource is sent to Vapi, as `sync_form` keeps it: the compiler's version and, if it names our
 * server, a fingerprint of address and secret: `2.9f86d081884c7d65`. A resource sent in another form is sent again.
 */
export async function formOf({ version, server }: FormInput): Promise<string> {
  if (server === undefined) return String(version);
  const print = toHex(await hmac(server.masterSecret, `allokoli/mirror-form/v1/${server.publicApiUrl}`));
  return `${version}.${print.slice(0, FINGERPRINT_LENGTH)}`;
}
