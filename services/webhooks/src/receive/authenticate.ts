import { organizationSecret, timingSafeEqual } from "@allokoli/shared/crypto/hmac";
import { Problem } from "@allokoli/shared/http/problem";
import { SECRET_HEADER } from "@allokoli/shared/vapi/server-object";
import { isSignedByVapi } from "./signature.ts";

export type Keys = { masters: readonly string[]; hmac: string | undefined };

/**
 * The message is Vapi's, for this organization. A secret proves both, and our own server objects send nothing else. If
 * there is a secret, it must be right. A signature proves only that Vapi sent the body for our account; the
 * organization then comes from the address, which is ours: see docs/webhooks.md.
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
    for (const master of keys.masters) {
      if (await timingSafeEqual(secret, await organizationSecret(master, orgId))) return;
    }
    throw new Problem("unauthorized");
  }
  const signature = headers.get("x-signature");
  const timestamp = headers.get("x-timestamp");
  if (signature === null || timestamp === null || keys.hmac === undefined || keys.hmac === "") {
    throw new Problem("unauthorized");
  }
  if (!(await isSignedByVapi({ signature, timestamp, body }, keys.hmac, nowMs))) throw new Problem("unauthorized");
}
