import { Client, DatabaseError, type QueryArrayConfig, type QueryConfig, type QueryResult } from "pg";
import { DatabaseUnavailable } from "./errors.ts";

const CONNECT_TIMEOUT_MS = 5_000;
// Postgres itself ends a statement after 10 s (set on the login role); this is for a Postgres that does not answer.
const ANSWER_TIMEOUT_MS = 11_000;

export type ConnectOptions = { connectTimeoutMs?: number; answerTimeoutMs?: number };

/** One connection, for one request. Opened by its first transaction; give `close()` to `ctx.waitUntil`. */
export type Database = {
  readonly client: Client;
  /**
   * Wait for `turn`, when the previous transaction has sent its last statement, then run `work` on an open connection.
   */
  inTurn<T>(work: (send: Send) => Promise<T>): Promise<T>;
  /** How long its transactions took so far, waiting for a connection included, and how many they were. */
  readonly spent: { ms: number; transactions: number };
  /** Waits for statements that are still under way (a read's COMMIT), then closes, once. Never throws. */
  close(): Promise<void>;
};

/** Sends a statement at once, after those before it, and resolves with its answer. */
export type Send = (statement: string | QueryConfig | QueryArrayConfig, values?: unknown[]) => Promise<QueryResult>;

/**
 * A database that connects when it is first used. Statements are pipelined: they travel together and are answered in
 * order, so transactions of one `Database` take turns.
 * Its promises reject with pg's `DatabaseError` when Postgres refused, else with `DatabaseUnavailable`.
 */
export function connect(connectionString: string, options: ConnectOptions = {}): Database {
  const client = new Client({
    connectionString,
    pipeline: true,
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    query_timeout: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
    application_name: "allokoli",
  });
  // pg rejects the statements in flight; without a listener the same error would end the process.
  client.on("error", () => undefined);

  let connecting: Promise<unknown> | undefined;
  const spent = { ms: 0, transactions: 0 };
  let turn: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;

  const send: Send = (statement, values) => client.query(statement, values).catch(refusedOrUnavailable);

  return {
    client,
    spent,
    inTurn(work) {
      const mine = turn.then(async () => {
        const startedAtMs = Date.now();
        spent.transactions += 1;
        try {
          await (connecting ??= client.connect().catch(refusedOrUnavailable));
          return await work(send);
        } finally {
          spent.ms += Date.now() - startedAtMs;
        }
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    close() {
      return (closing ??= turn.then(async () => {
        if (connecting !== undefined) await client.end().catch(() => undefined);
      }));
    },
  };
}

function refusedOrUnavailable(err: unknown): never {
  if (err instanceof DatabaseError) throw err;
  throw new DatabaseUnavailable("Postgres does not answer", { cause: err });
}
