import { sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Client } from "pg";

type Token = { sub: string; role: string };

/**
 * Row-level security as Drizzle documents it (https://orm.drizzle.team/docs/rls, "Using with Supabase"), only for
 * comparison. Its statements wait for each other, and the token is part of their text: not to be used.
 */
export function createDrizzle(token: Token, client: Client) {
  const database = drizzle(client);
  return {
    rls: <T>(transaction: (tx: Parameters<Parameters<NodePgDatabase["transaction"]>[0]>[0]) => Promise<T>) =>
      database.transaction(async (tx) => {
        try {
          await tx.execute(sql`
            select set_config('request.jwt.claims', '${sql.raw(JSON.stringify(token))}', TRUE);
            select set_config('request.jwt.claim.sub', '${sql.raw(token.sub)}', TRUE);
            set local role ${sql.raw(token.role)};
          `);
          return await transaction(tx);
        } finally {
          await tx.execute(sql`
            select set_config('request.jwt.claims', NULL, TRUE);
            select set_config('request.jwt.claim.sub', NULL, TRUE);
            reset role;
          `);
        }
      }),
  };
}
