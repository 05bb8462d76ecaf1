import { DatabaseUnavailable } from "@allokoli/shared/db/errors";
import type { Log, LogFields } from "@allokoli/shared/log/log";
import { OPEN_TO_EVERY_KEY, openTo } from "@allokoli/shared/scopes/scopes";
import type { VoiceStanding } from "@allokoli/shared/rpc/voice";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { toKeys } from "../auth/fetch-keys.ts";
import { createSecret } from "../auth/api-key-secret.ts";
import type { ApiKey } from "../env.ts";
import { hashOf } from "../auth/by-api-key.ts";
import { createGateway } from "../gateway.ts";
import type { Membership } from "../membership/choose.ts";

const NOW_MS = 1_800_000_000_000;
const pair = await generateKeyPair("ES256", { extractable: true });
const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: "key", alg: "ES256" }] };

export const PERSON = "0198c2a4-0000-7000-8000-000000000001";
export const HERE = "0198c2a4-0000-7000-8000-00000000000a";
export const THERE = "0198c2a4-0000-7000-8000-00000000000b";

/** A genuine token of `PERSON`. */
export const TOKEN = await new SignJWT({ role: "authenticated", email: "a@example.org" })
  .setProtectedHeader({ alg: "ES256", kid: "key" })
  .setIssuer("http://auth.test/auth/v1")
  .setAudience("authenticated")
  .setSubject(PERSON)
  .setExpirationTime(NOW_MS / 1000 + 3600)
  .sign(pair.privateKey);

export type CallInit = RequestInit & { headers?: Record<string, string> };

/** The gateway with nothing real behind it; a test sets what is around it. */
export type TestGateway = ReturnType<typeof openTestGateway>;

export function openTestGateway() {
  const world = {
    memberships: [{ orgId: HERE, role: "owner", plan: "starter" }] as Membership[],
    /** The existing API keys by their hash. */
    apiKeys: new Map<string, ApiKey>(),
    /** Hashes that the database was asked for. */
    keysRead: [] as string[],
    /** Keys whose use was written down. */
    keyUses: [] as string[],
    databaseIsAway: false,
    authIsAway: false,
    /** Since when the voice provider does not answer, as each of the Workers that speak to it says it; `hangs` when it says nothing. */
    voiceSince: new Map<string, string>(),
    /** How often they were asked. */
    voiceAsked: 0,
    /** What waits, and how often the database was asked. */
    queues: [{ queue: "events", waiting: 0, ageMs: 0 }],
    queuesRead: 0,
    /** Workers whose Durable Objects do not answer. */
    silentWatches: new Set<string>(),
    nowMs: NOW_MS,
    /** Keys whose budget is used up. */
    limited: new Set<string>(),
    /** Keys that were counted. */
    counted: [] as string[],
    /** What reached the services. */
    seen: [] as { binding: string; request: Request }[],
    logged: [] as { message: string; fields: LogFields }[],
    /** How the services answer. */
    answer: (_request: Request): Promise<Response> | Response => Response.json({ fine: true }),
  };

  const gateway = createGateway({
    document: {
      openapi: "3.1.0",
      info: { title: "Test", version: "1" },
      paths: {
        "/v1/calls": { get: { security: openTo("read") }, post: { security: openTo("calls") } },
        "/v1/webhooks/{id}": { delete: { security: openTo("write", "webhooks") } },
        "/v1/event-types": { get: { security: OPEN_TO_EVERY_KEY } },
      },
    },
    now: () => world.nowMs,
    fetchKeys: async () => (world.authIsAway ? Promise.reject(new Error("away")) : toKeys(jwks)),
    readMemberships: async () => {
      if (world.databaseIsAway) throw new DatabaseUnavailable("away");
      return world.memberships;
    },
    readApiKey: async (_database, hash) => {
      world.keysRead.push(hash);
      if (world.databaseIsAway) throw new DatabaseUnavailable("away");
      const key = world.apiKeys.get(hash);
      return key === undefined ? undefined : { ...key };
    },
    noteApiKeyUse: async (_database, keyId) => {
      if (world.databaseIsAway) throw new DatabaseUnavailable("away");
      world.keyUses.push(keyId);
    },
    probeDatabase: async () => !world.databaseIsAway,
    readQueues: async () => {
      world.queuesRead += 1;
      if (world.databaseIsAway) throw new DatabaseUnavailable("away");
      return world.queues;
    },
    createLog: (fields: LogFields): Log => {
      const note = (message: string, more: LogFields = {}) =>
        void world.logged.push({ message, fields: { ...fields, ...more } });
      return { info: note, warn: note, error: (message, err, more) => note(message, { ...more, error: String(err) }) };
    },
  });

  const service = (binding: string) => ({
    fetch: async (request: Request) => {
      world.seen.push({ binding, request });
      return world.answer(request);
    },
  });

  const speaker = (binding: string) => ({
    arm: () => (world.silentWatches.has(binding) ? Promise.reject(new Error("away")) : Promise.resolve()),
    voice: async (): Promise<VoiceStanding> => {
      world.voiceAsked += 1;
      const since = world.voiceSince.get(binding);
      if (since === "hangs") return new Promise(() => undefined);
      return since === undefined ? { isAnswering: true } : { isAnswering: false, since };
    },
  });

  /** Counts under the name of its plan. */
  const rateLimit = (plan: string) => ({
    limit: async ({ key }: { key: string }) => {
      world.counted.push(plan + key);
      return { success: !world.limited.has(plan + key) };
    },
  });

  return Object.assign(world, {
    async call(path: string, init: CallInit = {}, bindings: object = {}) {
      const env = {
        SUPABASE_URL: "http://auth.test",
        CORS_ORIGINS: "https://app.example.org, https://other.example.org/",
        ASSISTANTS: service("ASSISTANTS"),
        CALLS: service("CALLS"),
        KNOWLEDGE: service("KNOWLEDGE"),
        WEBHOOKS: service("WEBHOOKS"),
        DELIVERIES: service("DELIVERIES"),
        SIMULATIONS: service("SIMULATIONS"),
        ASSISTANTS_VOICE: speaker("ASSISTANTS_VOICE"),
        CALLS_VOICE: speaker("CALLS_VOICE"),
        TELEPHONY_VOICE: speaker("TELEPHONY_VOICE"),
        ASSETS: service("ASSETS"),
        HYPERDRIVE: { connectionString: "postgres://nowhere.invalid/none" },
        RATE_LIMIT: rateLimit(""),
        RATE_LIMIT_PRO: rateLimit("pro:"),
        RATE_LIMIT_BUSINESS: rateLimit("business:"),
        RATE_LIMIT_HALF: rateLimit("half:"),
        RATE_LIMIT_HALF_PRO: rateLimit("half:pro:"),
        RATE_LIMIT_HALF_BUSINESS: rateLimit("half:business:"),
        ...bindings,
      };
      const waitUntil = (work: Promise<unknown>) => void work.catch(() => undefined);
      return gateway.request(path, init, env, { waitUntil, passThroughOnException: () => undefined, props: {} });
    },
    /** A new key of `HERE`: what it is in the database, and the headers of its requests. */
    async addApiKey(given: Partial<ApiKey> = {}) {
      const secret = createSecret();
      const hash = await hashOf(secret);
      const id = crypto.randomUUID();
      const key: ApiKey = {
        id,
        orgId: HERE,
        role: "member",
        scopes: ["read", "write", "calls"],
        plan: "starter",
        expiresAtMs: undefined,
        lastUsedAtMs: undefined,
        ...given,
      };
      world.apiKeys.set(hash, key);
      return { key, hash, secret, init: bearing(secret) };
    },
    firstSeen() {
      const [first] = world.seen;
      if (first === undefined) throw new Error("no service was reached");
      return first;
    },
  });
}

/** A request with this in the place of a token. */
export const bearing = (bearer: string, more: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${bearer}`, ...more },
});

/** A request of `PERSON`. */
export const signed = (more: Record<string, string> = {}) => bearing(TOKEN, more);

export const statusAndCode = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
