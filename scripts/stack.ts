import { join } from "node:path";
import { startNumbers, type RunningNumbers } from "@allokoli/emulators/numbers/server";
import {
  startSupabaseAuth,
  type SupabaseAuth,
  type SupabaseAuthOptions,
} from "@allokoli/emulators/supabase-auth/server";
import { startVapi, type RunningVapi, type VapiOptions } from "@allokoli/emulators/vapi/server";
import { serviceConfigs, siteConfig } from "./bundle.ts";
import type { EgressRule } from "./egress.ts";
import { requireFreePort, type Ports } from "./ports.ts";
import type { Secrets } from "./secrets.ts";
import { startWorkers, type WorkerLog, type Workers } from "./workers.ts";

export interface StackOptions {
  /** Bootstrapped and migrated. */
  database: { superuserUrl: string; workersUrl: string };
  ports: Pick<Ports, "site" | "api" | "auth" | "vapi" | "numbers">;
  secrets: Secrets;
  /** The folder for the data of the emulators and the Durable Objects. */
  stateDir: string;
  /** Whether the built site runs too. */
  site: boolean;
  onLog: (line: WorkerLog) => void;
  /** Called after workerd ended by itself and runs again. */
  onRestart?: () => void;
  /** Further options of the emulators, besides addresses and keys. */
  auth?: Partial<SupabaseAuthOptions>;
  vapi?: Partial<VapiOptions>;
  /** Worker name → settings that differ from its wrangler.toml. */
  vars?: Record<string, Record<string, string>>;
  egress?: EgressRule;
  devRegistry?: string;
}

/** What a stack needs of the Auth that belongs to its database. */
export type StackAuth = Pick<SupabaseAuth, "url" | "anonKey" | "serviceRoleKey" | "takeWorkerMail" | "close">;

export interface RunningStack<Auth extends StackAuth = SupabaseAuth> {
  urls: { site: string; api: string; auth: string; vapi: string; numbers: string };
  auth: Auth;
  vapi: RunningVapi;
  numbers: RunningNumbers;
  workers: Workers;
  close(): Promise<void>;
}

const HEALTHY_WITHIN_MS = 30_000;
const HEALTH_POLL_MS = 50;

/** Starts everything but Postgres: the emulators of the services we rent, then the Workers; resolves when all answer. */
export const startStack = (options: StackOptions): Promise<RunningStack> =>
  startStackOn(options, async (siteUrl) => {
    await requireFreePort(options.ports.auth, "ALLOKOLI_PORT_AUTH");
    return startSupabaseAuth({
      databaseUrl: options.database.superuserUrl,
      port: options.ports.auth,
      stateDir: join(options.stateDir, "auth"),
      siteUrl,
      redirectAllowList: [`${siteUrl}/**`],
      tokenHashLinks: true,
      ...options.auth,
    });
  });

/** The same on an Auth that `startAuth` starts, or knows; it is given the site's address. */
export async function startStackOn<Auth extends StackAuth>(
  options: StackOptions,
  startAuth: (siteUrl: string) => Promise<Auth>,
): Promise<RunningStack<Auth>> {
  const { ports, stateDir } = options;
  const ours = {
    site: `http://localhost:${ports.site}`,
    api: `http://localhost:${ports.api}`,
    vapi: `http://127.0.0.1:${ports.vapi}`,
    numbers: `http://127.0.0.1:${ports.numbers}`,
  };
  const started: (() => Promise<void>)[] = [];
  const close = async () => {
    while (started.length > 0) await started.pop()?.();
  };
  try {
    for (const name of ["api", "vapi", "numbers", ...(options.site ? (["site"] as const) : [])] as const) {
      await requireFreePort(ports[name], `ALLOKOLI_PORT_${name.toUpperCase()}`);
    }
    const auth = await startAuth(ours.site);
    started.push(auth.close);
    const urls = { ...ours, auth: auth.url };
    const vapi = await startVapi({
      port: ports.vapi,
      stateDir: join(stateDir, "vapi"),
      apiKey: options.secrets.vapiApiKey,
      publicKey: options.secrets.vapiPublicKey,
      ...options.vapi,
    });
    started.push(vapi.close);
    const numbers = await startNumbers({ port: ports.numbers, stateDir: join(stateDir, "numbers") });
    started.push(numbers.close);
    const workers = await startWorkers({
      configPaths: [...serviceConfigs(), ...(options.site ? [siteConfig()] : [])],
      ports: { "allokoli-gateway": ports.api, ...(options.site ? { "allokoli-site": ports.site } : {}) },
      varsOf: (name) => ({
        ...varsByWorker(urls, options.secrets, auth, vapi.phoneNumberId)[name],
        ...options.vars?.[name],
      }),
      takeMail: auth.takeWorkerMail,
      databaseUrl: options.database.workersUrl,
      persistTo: join(stateDir, "workers"),
      onLog: options.onLog,
      ...(options.onRestart === undefined ? {} : { onRestart: options.onRestart }),
      ...(options.egress ? { egress: options.egress } : {}),
      ...(options.devRegistry === undefined ? {} : { devRegistry: options.devRegistry }),
    });
    started.push(workers.stop);
    await untilHealthy(`${urls.api}/healthz`);
    if (options.site) await untilHealthy(urls.site);
    return { urls, auth, vapi, numbers, workers, close };
  } catch (err) {
    await close();
    throw err;
  }
}

/**
 * Addresses and secrets that wrangler.toml does not have, each only for the Workers that use it. What is not in a
 * Worker's `[vars]` is a secret, and a deployment asks for it.
 */
export function varsByWorker(
  urls: RunningStack["urls"],
  secrets: Secrets,
  auth: Pick<SupabaseAuth, "anonKey" | "serviceRoleKey">,
  phoneNumberId: string,
): Record<string, Record<string, string>> {
  const vapi = {
    VAPI_BASE_URL: urls.vapi,
    PUBLIC_API_URL: urls.api,
    VAPI_API_KEY: secrets.vapiApiKey,
    VAPI_WEBHOOK_SECRET: secrets.vapiWebhookSecret,
  };
  // Set only here: a Worker without this variable is in production.
  const outside = { PUBLIC_API_URL: urls.api, SITE_URL: urls.site, DEVELOPMENT: "true" };
  return {
    "allokoli-gateway": {
      SUPABASE_URL: urls.auth,
      SUPABASE_SERVICE_ROLE_KEY: auth.serviceRoleKey,
      OPERATOR_KEY: secrets.operatorKey,
      SITE_URL: urls.site,
    },
    "allokoli-assistants": { ...vapi, ...outside, CREDENTIALS_KEY: secrets.credentialsKey },
    "allokoli-simulations": { VAPI_BASE_URL: urls.vapi, VAPI_API_KEY: secrets.vapiApiKey },
    "allokoli-calls": { ...vapi, VAPI_PHONE_NUMBER_ID: phoneNumberId, VAPI_PUBLIC_KEY: secrets.vapiPublicKey },
    "allokoli-telephony": {
      ...vapi,
      ...outside,
      CREDENTIALS_KEY: secrets.credentialsKey,
      TWILIO_BASE_URL: urls.numbers,
      TWILIO_PRICING_BASE_URL: urls.numbers,
      TELNYX_BASE_URL: urls.numbers,
      VONAGE_BASE_URL: urls.numbers,
      ECB_BASE_URL: urls.numbers,
    },
    "allokoli-deliveries": {
      ...outside,
      CREDENTIALS_KEY: secrets.credentialsKey,
      TWILIO_BASE_URL: urls.numbers,
      TELNYX_BASE_URL: urls.numbers,
      VONAGE_MESSAGES_BASE_URL: urls.numbers,
    },
    "allokoli-webhooks": { VAPI_WEBHOOK_SECRET: secrets.vapiWebhookSecret, VAPI_HMAC_KEY: secrets.vapiHmacKey },
    "allokoli-site": {
      SUPABASE_URL: urls.auth,
      SUPABASE_ANON_KEY: auth.anonKey,
      PUBLIC_API_URL: urls.api,
      DEVELOPMENT: "true",
    },
  };
}

async function untilHealthy(url: string): Promise<void> {
  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  let last = "";
  while (Date.now() < deadline) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(HEALTHY_WITHIN_MS), redirect: "manual" });
      if (answer.status < 500) {
        await answer.body?.cancel();
        return;
      }
      last = `it answers ${answer.status}: ${await answer.text()}`;
    } catch (err) {
      last = String(err);
    }
    await new Promise((resolve) => setTimeout(resolve, HEALTH_POLL_MS));
  }
  throw new Error(`${url} is not healthy after ${HEALTHY_WITHIN_MS / 1000} s: ${last}`);
}
