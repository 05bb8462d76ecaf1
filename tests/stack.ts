import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { SupabaseAuth, SupabaseAuthOptions } from "@allokoli/emulators/supabase-auth/server";
import type { Scope } from "@allokoli/shared/scopes/scopes";
import type { VapiOptions } from "@allokoli/emulators/vapi/server";
import { createClient, type User } from "@supabase/supabase-js";
import { startStack as startLocalStack, type RunningStack } from "../scripts/stack.ts";
import { ROOT } from "../scripts/paths.ts";
import { freePorts } from "../scripts/ports.ts";
import { createSecrets, type Secrets } from "../scripts/secrets.ts";
import type { EvictOptions, WorkerLog } from "../scripts/workers.ts";
import { numbersKnobs, type NumbersKnobs } from "./numbers-knobs.ts";
import { createTestDatabase, openPool } from "./postgres.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";
import { vapiKnobs, type VapiKnobs } from "./vapi-knobs.ts";

export interface StackOptions {
  /** Whether the built site runs too; `npm test` builds it. */
  site?: boolean;
  auth?: Partial<SupabaseAuthOptions>;
  /** Calls play instantly unless `speed` says otherwise. */
  vapi?: Partial<VapiOptions>;
  /** Worker name → settings that differ from wrangler.toml, such as a shorter heartbeat. */
  vars?: Record<string, Record<string, string>>;
  /** For a bench: the times are those of wrangler.toml, and not the tests' short ones. */
  ownTimes?: boolean;
  /** For tests with random addresses: a request to one fails, which is no failure of the test. */
  strangeAddresses?: boolean;
}

export interface Person {
  user: User;
  /** Access token. */
  token: string;
  email: string;
  password: string;
}

export interface Organization extends Person {
  organizationId: string;
}

export interface ApiInit extends Omit<RequestInit, "headers"> {
  token?: string;
  organizationId?: string;
  /** Sent as JSON. */
  json?: unknown;
  headers?: Record<string, string>;
}

export interface Stack {
  urls: RunningStack["urls"];
  secrets: Secrets;
  /** The folder with the data of the emulators and the Durable Objects: to be read while the Workers are stopped. */
  stateDir: string;
  /** A request to the gateway; `path` such as `/v1/calls`. */
  api(path: string, init?: ApiInit): Promise<Response>;
  /**
   * A new person, signed up by supabase-js, with their first organization. It is made a month old, so that the limits of
   * new organizations do not apply, unless `isNew`.
   */
  newOrganization(options?: { isNew?: boolean }): Promise<Organization>;
  /** A new person in an existing organization. */
  newMember(organizationId: string, role: "owner" | "admin" | "member" | "viewer"): Promise<Person>;
  /** A new API key of an organization, created by one of its admins. */
  newApiKey(
    admin: Organization,
    role: "admin" | "member" | "viewer",
    scopes?: Scope[],
  ): Promise<{ id: string; token: string }>;
  auth: SupabaseAuth;
  vapi: VapiKnobs;
  numbers: NumbersKnobs;
  /** Queries the database as superuser, without any policy. */
  sql<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** The proxy between the Workers and Postgres; Auth has its own connection. */
  postgres: Pick<TcpProxy, "cut" | "heal" | "connections" | "roundTripMs">;
  /** Ends every Worker, with all that it has in memory, and starts it again on the same storage. */
  restartWorkers(): Promise<void>;
  stopWorkers(): Promise<void>;
  startWorkers(): Promise<void>;
  /** Removes a Durable Object from memory, as Cloudflare does between events. */
  evict(options: EvictOptions): Promise<void>;
  /** Runs a Worker's cron trigger. */
  cron(worker: string): Promise<void>;
  listObjects(worker: string, className: string): Promise<string[]>;
  /** Lets Workers reach one more address, such as a server of the test. */
  allowEgress(url: string): void;
  logs(): WorkerLog[];
  /** @throws when, since it was last asked, a Worker tried to reach an address that is not allowed */
  requirePlannedEgress(): void;
  /** @throws as `requirePlannedEgress` does */
  close(): Promise<void>;
}

/** The whole stack on free ports: Workers, emulators, its own migrated database. Takes about two seconds. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const stateDir = await makeTemporaryFolder("allokoli-stack-");
  const database = await createTestDatabase({ migrated: true });
  const { hostname, port } = new URL(database.appUrl);
  const proxy = await startTcpProxy({ host: hostname, port: Number(port) });
  const superuser = openPool(database.url, 2);
  const { query: sql } = superuser;
  const ports = await freePorts();
  const secrets = createSecrets();
  const logs: WorkerLog[] = [];
  const unplanned = new Set<string>();
  const allowed = new Set([`127.0.0.1:${ports.auth}`, `127.0.0.1:${ports.vapi}`, `127.0.0.1:${ports.numbers}`]);

  const running = await startLocalStack({
    database: { superuserUrl: database.url, workersUrl: proxy.through(database.appUrl) },
    ports,
    secrets,
    stateDir,
    site: options.site ?? false,
    onLog: (line) => logs.push(line),
    egress: { allowed: () => [...allowed], onUnplanned: (url) => unplanned.add(url) },
    ...(options.auth ? { auth: options.auth } : {}),
    // Read again at each start of the Workers.
    get vars() {
      return options.ownTimes === true ? (options.vars ?? {}) : withTestTimes(options.vars);
    },
    vapi: { speed: "instant", ...recording(), ...options.vapi },
  });

  const signUp = () => signUpPerson(running);
  const requirePlannedEgress = () => {
    const reached = [...unplanned];
    unplanned.clear();
    if (reached.length > 0 && options.strangeAddresses !== true)
      throw new Error(`Workers tried to reach ${reached.join(", ")}.`);
  };

  const api: Stack["api"] = (path, init = {}) => fetch(new URL(path, running.urls.api), toRequestInit(init));

  return {
    urls: running.urls,
    secrets,
    stateDir,
    api,
    async newOrganization({ isNew = false } = {}) {
      const person = await signUp();
      const organizationId = await organizationOf(person.user.id, sql);
      if (!isNew)
        await sql("update public.organizations set created_at = now() - interval '30 days' where id = $1", [
          organizationId,
        ]);
      return { ...person, organizationId };
    },
    async newMember(organizationId, role) {
      const person = await signUp();
      await sql(
        "delete from public.organizations o using public.memberships m where m.org_id = o.id and m.user_id = $1",
        [person.user.id],
      );
      await sql("insert into public.memberships (org_id, user_id, role) values ($1, $2, $3)", [
        organizationId,
        person.user.id,
        role,
      ]);
      return person;
    },
    async newApiKey({ token, organizationId }, role, scopes) {
      const made = await api("/v1/api-keys", {
        token,
        organizationId,
        method: "POST",
        json: { name: role, role, scopes },
      });
      if (made.status !== 201) throw new Error(`an API key: ${made.status} ${await made.text()}`);
      // The contract of createApiKey; the first answer has the key.
      const { id, key } = (await made.json()) as { id: string; key: string };
      return { id, token: key };
    },
    auth: running.auth,
    vapi: vapiKnobs(running.vapi, secrets.vapiApiKey),
    numbers: numbersKnobs(running.numbers),
    sql,
    postgres: proxy,
    async restartWorkers() {
      await running.workers.stop();
      await running.workers.start();
    },
    stopWorkers: running.workers.stop,
    startWorkers: running.workers.start,
    evict: running.workers.evict,
    cron: running.workers.cron,
    listObjects: running.workers.listObjects,
    allowEgress: (url) => void allowed.add(new URL(url).host),
    logs: () => logs,
    requirePlannedEgress,
    async close() {
      try {
        await running.close();
        await proxy.close();
        await superuser.close();
        await database.drop();
      } finally {
        await rm(stateDir, { recursive: true, force: true });
      }
      requirePlannedEgress();
    },
  };
}

/** Short pauses, because the faults and calls of tests are short. */
const VAPI_PAUSES = { VAPI_PAUSE_MS: "200", VAPI_RETRY_MS: "50" };
const TEST_TIMES: NonNullable<StackOptions["vars"]> = {
  // The answer of a function may take long, because the machine may be slow.
  "allokoli-assistants": { ...VAPI_PAUSES, TOOL_ANSWER_MS: "18000" },
  "allokoli-calls": { ...VAPI_PAUSES, FLUSH_AFTER_MS: "20", DIAL_PACE: "0.03" },
  "allokoli-knowledge": { RETRY_DELAY_MS: "100" },
  "allokoli-simulations": { ...VAPI_PAUSES, RETRY_AFTER_MS: "300", RUN_WATCH_EVERY_MS: "500" },
  "allokoli-telephony": VAPI_PAUSES,
};

function withTestTimes(vars: StackOptions["vars"] = {}): NonNullable<StackOptions["vars"]> {
  const workers = new Set([...Object.keys(TEST_TIMES), ...Object.keys(vars)]);
  return Object.fromEntries([...workers].map((name) => [name, { ...TEST_TIMES[name], ...vars[name] }]));
}

/** `npm test -- --record` stores every request to Vapi, one line of JSON each. */
function recording(): Partial<VapiOptions> {
  if (process.env.ALLOKOLI_RECORD === undefined) return {};
  mkdirSync(join(ROOT, "test-results"), { recursive: true });
  return { recordFile: join(ROOT, "test-results/vapi-requests.jsonl") };
}

function toRequestInit({ token, organizationId, json, headers, ...init }: ApiInit): RequestInit {
  return {
    ...init,
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    headers: {
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(organizationId === undefined ? {} : { "x-organization-id": organizationId }),
      ...headers,
    },
  };
}

async function signUpPerson({ auth }: RunningStack): Promise<Person> {
  const supabase = createClient(auth.url, auth.anonKey, { auth: { persistSession: false, autoRefreshToken: false } });
  const email = `person-${randomBytes(6).toString("hex")}@cabinet.example`;
  const password = randomBytes(12).toString("base64url");
  const { data, error } = await supabase.auth.signUp({ email, password });
  if (error) throw error;
  if (!data.user || !data.session) throw new Error("Signing up gave no session.");
  return { user: data.user, token: data.session.access_token, email, password };
}

async function organizationOf(userId: string, sql: Stack["sql"]): Promise<string> {
  const [membership] = await sql<{ org_id: string }>("select org_id from public.memberships where user_id = $1", [
    userId,
  ]);
  if (!membership) throw new Error("A new person got no organization.");
  return membership.org_id;
}
