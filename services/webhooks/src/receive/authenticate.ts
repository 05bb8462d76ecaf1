import { organizationSecret, timingSafeEqual } from "@allokoli/shared/crypto/hmac";
import { Problem } from "@allokoli/shared/http/problem";
import { SECRET_HEADER } from "@allokoli/shared/vapi/server-object";
import { isSignedByVapi } from "./signature.ts";

export type Keys = { master: string; hmac: string | undefined };

/**
 * The message is Vapi's, for this organization. A secret proves both and is all that our own server objects send; where
 * there is one, it must be right. A signature proves that Vapi sent the body for our account; the organization is then
 * the address's word, which is ours: see docs/webhooks.md.
 * @throws {Problem} `unauthorized`, whatever is wrong.
 */
export async function requireAuthentic(
  request: Request,
  body: string,
  orgId: string,
  keys: Keys,
  nowMs: number,
): Promise<void> {
  const { headers } = request;
  const secret = headers.get(SECRET_HEADER) ?? /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (secret !== undefined) {
    if (await timingSafeEqual(secret, await organizationSecret(keys.master, orgId))) return;
    throw new Problem("unauthorized");
  }
  const signature = headers.get("x-signature");
  const timestamp = headers.get("x-timestamp");
  if (signature === null || timestamp === null || keys.hmac === undefined || keys.hmac === "") {
    throw new Problem("unauthorized");
  }
  if (!(await isSignedByVapi({ signature, timestamp, body }, keys.hmac, nowMs))) throw new Problem("unauthorized");
}
