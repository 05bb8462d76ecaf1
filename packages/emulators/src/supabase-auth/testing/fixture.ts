import { createClient } from "@supabase/supabase-js";
import pg from "pg";
import { createTestDatabase } from "../../../../../tests/postgres.ts";
import { applyBootstrap } from "../bootstrap.ts";
import type { Mail } from "../mailbox.ts";
import { startSupabaseAuth } from "../server.ts";
import type { SupabaseAuth, SupabaseAuthOptions } from "../server.ts";

export const SITE_URL = "http://localhost:4321";
export const PASSWORD = "correct horse";

export type TestAuth = SupabaseAuth & {
  databaseUrl: string;
  sql: pg.Client;
  /** Sets the server's clock forward. */
  pass(seconds: number): void;
  /** A browser of its own: the original client, with nobody signed in. */
  client(): ReturnType<typeof anonymousClient>;
  admin(): ReturnType<typeof anonymousClient>;
  lastMail(to: string): Mail;
  stop(): Promise<void>;
};

/** The emulator on an empty database of its own, with only what Supabase brings. */
export async function startTestAuth(options: Partial<SupabaseAuthOptions> = {}): Promise<TestAuth> {
  const database = await createTestDatabase();
  const sql = new pg.Client(database.url);
  await sql.connect();
  await applyBootstrap(sql);
  let aheadMs = 0;
  const auth = await startSupabaseAuth({
    databaseUrl: database.url,
    port: 0,
    siteUrl: SITE_URL,
    clock: () => Date.now() + aheadMs,
    ...options,
  });
  return {
    ...auth,
    databaseUrl: database.url,
    sql,
    pass: (seconds) => {
      aheadMs += seconds * 1_000;
    },
    client: () => anonymousClient(auth.url, auth.anonKey),
    admin: () => anonymousClient(auth.url, auth.serviceRoleKey),
    lastMail: (to) => {
      const mail = auth.mails(to)[0];
      if (!mail) throw new Error(`no mail to ${to}`);
      return mail;
    },
    stop: async () => {
      await auth.close();
      await sql.end();
      await database.drop();
    },
  };
}

function anonymousClient(url: string, key: string) {
  return createClient(url, key, { auth: { autoRefreshToken: false, persistSession: false } });
}

let people = 0;

/** An address that nobody in this file has yet. */
export function newEmail(): string {
  people += 1;
  return `person${people}@cabinet.fr`;
}

/** Where a link leads, without going there. */
export async function follow(link: string): Promise<URL> {
  const response = await fetch(link, { redirect: "manual" });
  const location = response.headers.get("location");
  if (response.status !== 303 || location === null) throw new Error(`expected a redirect, got ${response.status}`);
  return new URL(location);
}

export function fragmentOf(url: URL): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(url.hash.slice(1)));
}
