import { DatabaseUnavailable } from "@allokoli/shared/db/errors";
import type { Log, LogFields } from "@allokoli/shared/log/log";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { toKeys } from "../auth/fetch-keys.ts";
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

/** The front door with nothing real behind it; a test sets how the world around it is. */
export type FrontDoor = ReturnType<typeof openFrontDoor>;

export function openFrontDoor() {
  const world = {
    memberships: [{ orgId: HERE, role: "owner", plan: "starter" }] as Membership[],
    databaseIsAway: false,
    authIsAway: false,
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
    document: { openapi: "3.1.0", info: { title: "Test", version: "1" }, paths: {} },
    now: () => NOW_MS,
    fetchKeys: async () => (world.authIsAway ? Promise.reject(new Error("away")) : toKeys(jwks)),
    readMemberships: async () => {
      if (world.databaseIsAway) throw new DatabaseUnavailable("away");
      return world.memberships;
    },
    probeDatabase: async () => !world.databaseIsAway,
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
        HYPERDRIVE: { connectionString: "postgres://nowhere.invalid/none" },
        RATE_LIMIT: rateLimit(""),
        RATE_LIMIT_PRO: rateLimit("pro:"),
        RATE_LIMIT_BUSINESS: rateLimit("business:"),
        ...bindings,
      };
      const waitUntil = (work: Promise<unknown>) => void work.catch(() => undefined);
      return gateway.request(path, init, env, { waitUntil, passThroughOnException: () => undefined, props: {} });
    },
    firstSeen() {
      const [first] = world.seen;
      if (first === undefined) throw new Error("no service was reached");
      return first;
    },
  });
}

/** A request of `PERSON`. */
export const signed = (more: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${TOKEN}`, ...more },
});

export const statusAndCode = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
