import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createApp } from "./app.ts";
import { BASE_PATH } from "./auth.ts";
import type { Auth } from "./auth.ts";
import { Database } from "./database.ts";
import { Faults } from "./faults.ts";
import type { FaultSettings } from "./faults.ts";
import { forgeToken } from "./forge.ts";
import type { ForgeOptions } from "./forge.ts";
import { serve } from "../http/serve.ts";
import { createApiKeys, SigningKeys } from "./keys.ts";
import { isOfAuth, Mailbox } from "./mailbox.ts";
import type { Mail, WorkerMail } from "./mailbox.ts";
import { takeWorkerMail, type MailAnswer } from "./worker-mail.ts";
import { forgedDefaults } from "./routes/emulator.ts";

export type SupabaseAuthOptions = {
  /** A database that bootstrap.sql has been run on, and a superuser of it. */
  databaseUrl: string;
  /** 0 takes a free port. */
  port: number;
  hostname?: string;
  /** The address that others reach this server by, when it is not the one it listens on. */
  externalUrl?: string;
  /** Signing keys and mails live here across restarts; without it, in memory. */
  stateDir?: string;
  siteUrl: string;
  redirectAllowList?: readonly string[];
  /** Milliseconds since the epoch. */
  clock?: () => number;
  accessTokenSeconds?: number;
  /** Whether an address counts as confirmed at once, as with the CLI. */
  autoConfirm?: boolean;
  /**
   * Invitations, and magic links that were asked for without PKCE, lead to the redirect address with `token_hash` and
   * `type`: what a server-rendered site's mail templates do, for a fragment never reaches a server.
   */
  tokenHashLinks?: boolean;
  /** Hears why a 5xx was answered. */
  logError?: (message: string) => void;
};

export type SupabaseAuth = {
  /** The project's URL, as a client takes it; the endpoints are under /auth/v1. */
  url: string;
  anonKey: string;
  serviceRoleKey: string;
  mails(to?: string): readonly Mail[];
  /** What Workers sent, newest first. */
  workerMails(to?: string): readonly WorkerMail[];
  /** Takes what a Worker gives to Cloudflare's mail binding, as that binding would. */
  takeWorkerMail(message: unknown): MailAnswer;
  setFaults(changes: Partial<FaultSettings>): void;
  clearFaults(): void;
  /** A new signing key; the old one stays in the key set unless told otherwise. Returns the new key's id. */
  rotateSigningKey(options?: { keepPrevious: boolean }): Promise<string>;
  forgeToken(options: ForgeOptions): Promise<string>;
  close(): Promise<void>;
};

const ACCESS_TOKEN_SECONDS = 3_600;

/** Starts a stand-in for Supabase Auth (GoTrue) that the original's own clients cannot tell from it. */
export async function startSupabaseAuth(options: SupabaseAuthOptions): Promise<SupabaseAuth> {
  const { stateDir, clock = Date.now } = options;
  if (stateDir !== undefined) await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const stateFile = (name: string) => (stateDir === undefined ? undefined : join(stateDir, name));
  const [keys, apiKeys] = await Promise.all([SigningKeys.open(stateFile("signing-keys.json")), createApiKeys()]);
  const database = new Database(options.databaseUrl);

  let url = options.externalUrl ?? "";
  const auth: Auth = {
    redirects: { siteUrl: options.siteUrl, allowList: options.redirectAllowList ?? [] },
    autoConfirm: options.autoConfirm ?? true,
    tokenHashLinks: options.tokenHashLinks ?? false,
    accessTokenSeconds: options.accessTokenSeconds ?? ACCESS_TOKEN_SECONDS,
    database,
    keys,
    apiKeys,
    mailbox: new Mailbox(stateFile("mails.json")),
    faults: new Faults(),
    now: () => new Date(clock()),
    issuer: () => `${url}${BASE_PATH}`,
  };
  const served = await serve(createApp(auth, options.logError ?? console.error), {
    port: options.port,
    ...(options.hostname === undefined ? {} : { hostname: options.hostname }),
  });
  url ||= served.url;

  return {
    url,
    ...apiKeys,
    mails: (to) => auth.mailbox.list(to).filter(isOfAuth),
    workerMails: (to) => auth.mailbox.list(to).filter((mail) => !isOfAuth(mail)),
    takeWorkerMail: (message) => takeWorkerMail(auth, message),
    setFaults: (changes) => auth.faults.set(changes),
    clearFaults: () => auth.faults.clear(),
    rotateSigningKey: (rotation = { keepPrevious: true }) => keys.rotate(rotation),
    forgeToken: (forgery) => forgeToken(keys, forgedDefaults(auth), forgery),
    close: async () => {
      await served.close();
      await database.close();
    },
  };
}
