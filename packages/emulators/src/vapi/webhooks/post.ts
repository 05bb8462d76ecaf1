import type { Emulator } from "../context.ts";
import { toIso } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import { listAt, numberAt, objectAt, parseJson, textAt } from "../json.ts";
import type { Delivery } from "../journal.ts";
import { bearerHeaders, hmacHeaders } from "./sign.ts";

const DEFAULT_TIMEOUT_SECONDS = 20;

export type Reply = { status: number; text: string };

export type PostOptions = {
  /** Overrules the server's own time-out and its back-off plan: one attempt. */
  onceWithinMs?: number;
};

/** A promise that ends after that time, or at once when the signal is aborted. */
export function pause(emulator: Emulator, ms: number, signal = emulator.closing): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || ms <= 0) return resolve();
    const done = (): void => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = emulator.clock.after(ms, done);
    signal.addEventListener("abort", done);
  });
}

const tokens = new WeakMap<Emulator, Map<string, { token: string; expiresAt: number }>>();

async function oauthHeaders(emulator: Emulator, plan: JsonObject): Promise<Record<string, string>> {
  const url = textAt(plan, "url") ?? "";
  const clientId = textAt(plan, "clientId") ?? "";
  const cache = tokens.get(emulator) ?? new Map<string, { token: string; expiresAt: number }>();
  tokens.set(emulator, cache);
  const key = `${url} ${clientId}`;
  const known = cache.get(key);
  if (known !== undefined && known.expiresAt > emulator.clock.now()) return { Authorization: `Bearer ${known.token}` };
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: textAt(plan, "clientSecret") ?? "",
  });
  const scope = textAt(plan, "scope");
  if (scope !== undefined) form.set("scope", scope);
  const response = await fetch(url, { method: "POST", body: form, signal: emulator.closing });
  const answer = parseJson(await response.text());
  const token = textAt(answer, "access_token");
  if (token === undefined) throw new Error("the token endpoint gave no access_token");
  const lifeSeconds = numberAt(answer, "expires_in") ?? 3600;
  cache.set(key, { token, expiresAt: emulator.clock.now() + lifeSeconds * 1000 });
  return { Authorization: `Bearer ${token}` };
}

async function authHeaders(
  emulator: Emulator,
  server: JsonObject,
  request: { body: string; url: string; sentAt: number },
): Promise<Record<string, string>> {
  const secret = textAt(server, "secret");
  const headers: Record<string, string> = secret === undefined ? {} : { "X-Vapi-Secret": secret };
  const credentialId = textAt(server, "credentialId");
  if (credentialId === undefined) return headers;
  const plan = objectAt(emulator.state.collection("credential").find(credentialId), "authenticationPlan") ?? {};
  switch (textAt(plan, "type")) {
    case "bearer":
      return { ...headers, ...bearerHeaders(plan) };
    case "hmac":
      return { ...headers, ...hmacHeaders(plan, { ...request, messageId: `msg_${emulator.state.newId()}` }) };
    case "oauth2":
      return { ...headers, ...(await oauthHeaders(emulator, plan)) };
    default:
      return headers;
  }
}

function givenHeaders(server: JsonObject): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(objectAt(server, "headers") ?? {})) {
    if (typeof value === "string" || typeof value === "number") headers[name] = String(value);
  }
  return headers;
}

/** The wait before the retry of that number (1 is the first). */
export function backoffMs(plan: JsonObject, retry: number): number {
  const baseMs = (numberAt(plan, "baseDelaySeconds") ?? 0) * 1000;
  return textAt(plan, "type") === "exponential" ? baseMs * 2 ** (retry - 1) : baseMs;
}

async function attempt(
  emulator: Emulator,
  server: JsonObject,
  url: string,
  body: string,
  timeoutMs: number,
): Promise<Reply> {
  const sentAt = emulator.clock.now();
  const response = await fetch(url, {
    method: "POST",
    redirect: "manual",
    headers: {
      "Content-Type": "application/json",
      "User-Agent": "vapi-webhooks",
      ...givenHeaders(server),
      ...(await authHeaders(emulator, server, { body, url, sentAt })),
    },
    body,
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), emulator.closing]),
  });
  return { status: response.status, text: await response.text() };
}

/**
 * Sends one message by the rules of its server object: headers, authentication, time-out, and
 * the back-off plan (without one a single attempt). Never throws; undefined is "no answer".
 */
export async function post(
  emulator: Emulator,
  server: JsonObject,
  delivery: Delivery,
  options: PostOptions = {},
): Promise<Reply | undefined> {
  const body = JSON.stringify({ message: delivery.message });
  const plan = options.onceWithinMs === undefined ? objectAt(server, "backoffPlan") : undefined;
  const maxRetries = plan === undefined ? 0 : (numberAt(plan, "maxRetries") ?? 0);
  const excluded = new Set(listAt(plan, "excludedStatusCodes"));
  const timeoutMs = options.onceWithinMs ?? (numberAt(server, "timeoutSeconds") ?? DEFAULT_TIMEOUT_SECONDS) * 1000;

  let reply: Reply | undefined;
  for (let retry = 0; retry <= maxRetries && !emulator.closing.aborted; retry += 1) {
    if (retry > 0) await pause(emulator, backoffMs(plan ?? {}, retry) * emulator.settings.backoffScale);
    const at = toIso(emulator.clock.now());
    try {
      if (emulator.faults.webhooks(delivery.callId).down) throw new Error("connection refused");
      reply = await attempt(emulator, server, delivery.url, body, timeoutMs);
      delivery.attempts.push({ at, status: reply.status });
      if (reply.status >= 200 && reply.status < 300) {
        delivery.outcome = "delivered";
        return reply;
      }
      if (excluded.has(reply.status)) break;
    } catch (err) {
      reply = undefined;
      delivery.attempts.push({ at, error: err instanceof Error ? err.message : "failed" });
    }
  }
  delivery.outcome = "failed";
  return reply;
}
