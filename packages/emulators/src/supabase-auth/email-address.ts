import { AuthError, invalidRequest } from "./errors.ts";

const ADDRESS =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const MAX_LENGTH = 255;
const RESERVED_DOMAIN = /^(?:(?:.+\.)?(?:test|example|invalid|local|localhost)|example\.(?:com|net|org)|test\.com)$/;

/** The address in the lower case in which GoTrue stores it. */
export function requireEmail(value: string): string {
  if (value === "") throw invalidRequest("An email address is required");
  if (value.length > MAX_LENGTH) throw invalidRequest("An email address is too long");
  const address = value.toLowerCase();
  if (!ADDRESS.test(address)) throw invalidRequest("Unable to validate email address: invalid format");
  return address;
}

/** Supabase's hosted service sends no mail to domains that cannot receive any; off in the CLI. */
export function requireDeliverable(address: string): void {
  if (RESERVED_DOMAIN.test(address.slice(address.lastIndexOf("@") + 1))) {
    throw new AuthError(400, "email_address_invalid", `Email address "${address}" is invalid`);
  }
}
