import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SupabaseAuth, SupabaseAuthOptions } from "@allokoli/emulators/supabase-auth/server";
import type { VapiOptions } from "@allokoli/emulators/vapi/server";
import { createClient, type User } from "@supabase/supabase-js";
import { startHouse as startRunningHouse, type RunningHouse } from "../scripts/house.ts";
import { ROOT } from "../scripts/paths.ts";
import { freePorts } from "../scripts/ports.ts";
import { createSecrets, type Secrets } from "../scripts/secrets.ts";
import type { EvictOptions, WorkerLog } from "../scripts/workers.ts";
import { numbersKnobs, type NumbersKnobs } from "./numbers-knobs.ts";
import { createTestDatabase, openPool } from "./postgres.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";
import { vapiKnobs, type VapiKnobs } from "./vapi-knobs.ts";

export interface HouseOptions {
  /** Whether the built site runs too; `npm test` builds it. */
  site?: boolean;
  auth?: Partial<SupabaseAuthOptions>;
  /** Calls play instantly unless `speed` says otherwise. */
  vapi?: Partial<VapiOptions>;
  /** Worker name → settings that differ from wrangler.toml, such as a shorter heartbeat. */
  vars?: Record<string, Record<string, string>>;
  /** For tests that give addresses at random: reaching for one fails, and is no failure of the test. */
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

export interface House {
  urls: RunningHouse["urls"];
  secrets: Secrets;
  /** A request to the gateway; `path` such as `/v1/calls`. */
  api(path: string, init?: ApiInit): Promise<Response>;
  /** A new person, signed up by supabase-js, with the organization that a new person gets. */
  newOrganization(): Promise<Organization>;
  /** A new person in an organization that is already there. */
  newMember(organizationId: string, role: "owner" | "admin" | "member" | "viewer"): Promise<Person>;
  /** A new API key of an organization, by one of its admins. */
  newApiKey(admin: Organization, role: "admin" | "member" | "viewer"): Promise<{ id: string; token: string }>;
  auth: SupabaseAuth;
  vapi: VapiKnobs;
  numbers: NumbersKnobs;
  /** Asks the database as superuser, past every policy. */
  sql<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Between the Workers and Postgres; Auth has a way of its own. */
  postgres: Pick<TcpProxy, "cut" | "heal" | "connections" | "roundTripMs">;
  /** Every Worker ends with all that it holds in memory and begins again on the same storage. */
  restartWorkers(): Promise<void>;
  stopWorkers(): Promise<void>;
  startWorkers(): Promise<void>;
  /** Takes a Durable Object out of memory, as Cloudflare does between events. */
  evict(options: EvictOptions): Promise<void>;
  listObjects(worker: string, className: string): Promise<string[]>;
  /** Lets Workers reach one more address, such as a server of the test's own. */
  allowEgress(url: string): void;
  logs(): WorkerLog[];
  /** @throws when a Worker tried to reach an address that nobody planned */
  close(): Promise<void>;
}

/** The whole house on free ports: Workers, emulators, a migrated database of its own. About two seconds. */
export async function startHouse(options: HouseOptions = {}): Promise<House> {
  const stateDir = await mkdtemp(join(tmpdir(), "allokoli-house-"));
  const database = await createTestDatabase({ migrated: true });
  const { hostname, port } = new URL(database.appUrl);
  const proxy = await startTcpProxy({ host: hostname, port: Number(port) });
  const superuser = openPool(database.url, 2);
  const { query: sql } = superuser;
  const ports = await freePorts();
  const secrets = createSecrets();
  const logs: WorkerLog[] = [];
  const unplanned: string[] = [];
  const allowed = new Set([`127.0.0.1:${ports.auth}`, `127.0.0.1:${ports.vapi}`, `127.0.0.1:${ports.numbers}`]);

  const running = await startRunningHouse({
    database: { superuserUrl: database.url, workersUrl: proxy.through(database.appUrl) },
    ports,
    secrets,
    stateDir,
    site: options.site ?? false,
    onLog: (line) => logs.push(line),
    egress: { allowed: () => [...allowed], onUnplanned: (url) => unplanned.push(url) },
    ...(options.auth ? { auth: options.auth } : {}),
    ...(options.vars ? { vars: options.vars } : {}),
    vapi: { speed: "instant", ...recording(), ...options.vapi },
  });

  const signUp = () => signUpPerson(running);

  const api: House["api"] = (path, init = {}) => fetch(new URL(path, running.urls.api), toRequestInit(init));

  return {
    urls: running.urls,
    secrets,
    api,
    async newOrganization() {
      const person = await signUp();
      return { ...person, organizationId: await organizationOf(person.user.id, sql) };
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
    async newApiKey({ token, organizationId }, role) {
      const made = await api("/v1/api-keys", { token, organizationId, method: "POST", json: { name: role, role } });
      if (made.status !== 201) throw new Error(`an API key: ${made.status} ${await made.text()}`);
      // The contract of createApiKey; the key is there the first time.
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
    listObjects: running.workers.listObjects,
    allowEgress: (url) => void allowed.add(new URL(url).host),
    logs: () => logs,
    async close() {
      await running.close();
      await proxy.close();
      await superuser.close();
      await database.drop();
      await rm(stateDir, { recursive: true, force: true });
      if (unplanned.length > 0 && options.strangeAddresses !== true)
        throw new Error(`Workers tried to reach ${[...new Set(unplanned)].join(", ")}.`);
    },
  };
}

/** `npm test -- --record` keeps every request to Vapi, one line of JSON each. */
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

async function signUpPerson({ auth }: RunningHouse): Promise<Person> {
  const supabase = createClient(auth.url, auth.anonKey, { auth: { persistSession: false, autoRefreshToken: false } });
  const email = `person-${randomBytes(6).toString("hex")}@cabinet.example`;
  const password = randomBytes(12).toString("base64url");
  const { data, error } = await supabase.auth.signUp({ email, password });
  if (error) throw error;
  if (!data.user || !data.session) throw new Error("Signing up gave no session.");
  return { user: data.user, token: data.session.access_token, email, password };
}

async function organizationOf(userId: string, sql: House["sql"]): Promise<string> {
  const [membership] = await sql<{ org_id: string }>("select org_id from public.memberships where user_id = $1", [
    userId,
  ]);
  if (!membership) throw new Error("A new person got no organization.");
  return membership.org_id;
}
