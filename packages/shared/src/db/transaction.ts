import { DrizzleQueryError } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { DatabaseError, type Client } from "pg";
import type { MemberRole } from "../identity/identity.ts";
import type { Database, Send } from "./connect.ts";

/** What a store runs its queries on. A transaction cannot be ended or nested through it. */
export type Tx = Pick<
  NodePgDatabase,
  | "select"
  | "selectDistinct"
  | "selectDistinctOn"
  | "insert"
  | "update"
  | "delete"
  | "execute"
  | "with"
  | "$with"
  | "$count"
>;

/** Whose rights the statements of a transaction have. */
export type Rights = {
  role: "allokoli_member" | "allokoli_system";
  /** What the policies read as `request.jwt.claims`. */
  claims: object;
  /** The least role that the person must have in the organization, checked in Postgres before anything else runs. */
  membership?: { orgId: string; minimum: MemberRole };
};

/**
 * Run `work` in a transaction with exactly these rights.
 *
 * BEGIN, the rights and the first statements of `work` travel together. A read resolves without waiting for its COMMIT,
 * a write after it. Any failure rolls back and leaves the connection usable for the next transaction. Without BEGIN the
 * rights end with the statement that set them, and the login role has none of its own.
 */
export async function transaction<T>(
  database: Database,
  access: "read only" | "read write",
  rights: Rights,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return database.inTurn(async (wire) => {
    const { send, cause } = watched(wire);
    const opening = open(send, access, rights);
    const { tx, shut } = openTx(send);
    try {
      const result = await settleInOrder(opening, (async () => work(tx))());
      shut();
      const commit = send("commit");
      if (access === "read write") requireCommitted(await commit);
      else commit.catch(() => undefined);
      return result;
    } catch (err) {
      shut();
      send("rollback").catch(() => undefined);
      throw cause(withoutParameters(err));
    }
  });
}

/** What Postgres answers to every statement behind the one that failed. */
const IN_FAILED_TRANSACTION = "25P02";

/**
 * Statements that travel together fail together, and any of them may be awaited first: `cause` is the error from which
 * the others follow.
 */
function watched(wire: Send): { send: Send; cause: (err: unknown) => unknown } {
  let first: unknown;
  return {
    send: (statement, values) =>
      wire(statement, values).catch((err: unknown) => {
        first ??= err instanceof DatabaseError ? err : undefined;
        throw err;
      }),
    cause: (err) =>
      err instanceof DatabaseError && err.code === IN_FAILED_TRANSACTION && first !== undefined ? first : err,
  };
}

/** The statements that give the transaction its rights. They are sent before the promise is returned. */
function open(send: Send, access: string, { role, claims, membership }: Rights) {
  return Promise.all([
    send(`begin ${access}`),
    send("select set_config('request.jwt.claims', $1, true), set_config('role', $2, true)", [
      JSON.stringify(claims),
      role,
    ]),
    membership && send("select app.require_membership($1, $2)", [membership.orgId, membership.minimum]),
  ]);
}

/** The result of `work`. If the opening failed, its error: the errors of `work` only follow from it. */
async function settleInOrder<T>(opening: Promise<unknown>, work: Promise<T>): Promise<T> {
  const [opened, worked] = await Promise.allSettled([opening, work]);
  if (opened.status === "rejected") throw opened.reason;
  if (worked.status === "rejected") throw worked.reason;
  return worked.value;
}

/** Postgres answers COMMIT with ROLLBACK when a statement failed, even if `work` swallowed that error. */
function requireCommitted({ command }: { command: string }) {
  if (command !== "COMMIT") throw new Error("The transaction was rolled back: one of its statements failed unnoticed");
}

/** A `Tx` that refuses statements once shut: they would run in the next transaction, with another's rights. */
function openTx(send: Send): { tx: Tx; shut: () => void } {
  let isOpen = true;
  const query: Send = async (statement, values) => {
    if (!isOpen) throw new Error("The transaction of this query has ended: await every query inside it");
    return send(statement, values);
  };
  return { tx: drizzle(asClient({ query })), shut: () => (isOpen = false) };
}

// Drizzle's node-postgres session calls nothing but `query(config, values)` outside of `transaction()`, which `Tx` lacks.
const asClient = (querying: { query: Send }) => querying as unknown as Client;

/** Drizzle's error message carries the statement's parameters, which must reach no log. */
const withoutParameters = (err: unknown) =>
  err instanceof DrizzleQueryError && err.cause !== undefined ? err.cause : err;
