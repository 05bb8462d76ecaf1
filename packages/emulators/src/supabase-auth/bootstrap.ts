import { readFileSync } from "node:fs";
import type { ClientBase } from "pg";

/** Everything Supabase itself brings; see the head of bootstrap.sql. */
const bootstrapSql = readFileSync(new URL("./bootstrap.sql", import.meta.url), "utf8");

/** Brings an empty database to where a fresh Supabase project stands. Needs a superuser; safe to repeat. */
export async function applyBootstrap(client: Pick<ClientBase, "query">): Promise<void> {
  await client.query(bootstrapSql);
}
