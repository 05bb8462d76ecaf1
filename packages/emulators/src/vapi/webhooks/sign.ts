import { createHmac } from "node:crypto";
import type { JsonObject } from "../json.ts";
import { flagAt, textAt } from "../json.ts";

export type Signable = {
  body: string;
  url: string;
  /** When it is sent, epoch milliseconds; it goes into the timestamp header. */
  sentAt: number;
  messageId: string;
};

const ALGORITHMS = new Set(["sha256", "sha512", "sha1"]);

/** The headers of an HMAC plan: payload from its format, key and signature in its encodings. */
export function hmacHeaders(plan: JsonObject, request: Signable): Record<string, string> {
  const algorithm = textAt(plan, "algorithm") ?? "sha256";
  if (!ALGORITHMS.has(algorithm)) return {};
  const timestamp = String(request.sentAt);
  const secret = textAt(plan, "secretKey") ?? "";
  const key = flagAt(plan, "secretIsBase64") === true ? Buffer.from(secret, "base64") : Buffer.from(secret);
  const values: Record<string, string> = {
    body: request.body,
    timestamp,
    method: "POST",
    url: request.url,
    "svix-id": request.messageId,
  };
  // One pass, so that a placeholder inside the body is not filled in again.
  const payload = (textAt(plan, "payloadFormat") ?? "{timestamp}.{body}").replace(
    /\{(body|timestamp|method|url|svix-id)\}/g,
    (placeholder, name: string) => values[name] ?? placeholder,
  );
  const encoding = textAt(plan, "signatureEncoding") === "base64" ? "base64" : "hex";
  const signature = createHmac(algorithm, key).update(payload).digest(encoding);
  const messageIdHeader = textAt(plan, "messageIdHeader");
  return {
    [textAt(plan, "signatureHeader") ?? "x-signature"]: `${textAt(plan, "signaturePrefix") ?? ""}${signature}`,
    ...(flagAt(plan, "includeTimestamp") === false
      ? {}
      : { [textAt(plan, "timestampHeader") ?? "x-timestamp"]: timestamp }),
    ...(messageIdHeader === undefined ? {} : { [messageIdHeader]: request.messageId }),
  };
}

export function bearerHeaders(plan: JsonObject): Record<string, string> {
  const token = textAt(plan, "token") ?? "";
  const prefix = flagAt(plan, "bearerPrefixEnabled") === false ? "" : "Bearer ";
  return { [textAt(plan, "headerName") ?? "Authorization"]: `${prefix}${token}` };
}
