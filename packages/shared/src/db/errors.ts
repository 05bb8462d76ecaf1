import { DatabaseError } from "pg";
import { z } from "zod";
import { insufficientScope, Problem } from "../http/problem.ts";
import { SCOPES } from "../scopes/scopes.ts";

/** SQLSTATEs of our own, raised by the functions and triggers in supabase/migrations. */
export const SQLSTATE = {
  notAMember: "AK001",
  roleTooLow: "AK002",
  lastOwner: "AK003",
  invitationExpired: "AK004",
  apiKeyEnded: "AK005",
  organizationsReached: "AK006",
  insufficientScope: "AK007",
} as const;

const RETRY_AFTER_SECONDS = 5;

/** Postgres could not be reached, went away or did not answer in time. The statement may or may not have run. */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
}

/**
 * An error of a tenant transaction as the problem that the client is told; undefined when it is not the database's
 * or is a fault of ours, which the caller answers as `internal`.
 */
export function databaseProblem(err: unknown): Problem | undefined {
  if (err instanceof DatabaseUnavailable) return unavailable(err);
  if (!(err instanceof DatabaseError) || err.code === undefined) return undefined;
  const code = err.code;
  if (code === SQLSTATE.notAMember) return new Problem("not_a_member", { cause: err });
  if (code === SQLSTATE.apiKeyEnded) return new Problem("unauthorized", { cause: err });
  // A policy refused somebody who was a member when the transaction began: the role was removed meanwhile.
  if (code === SQLSTATE.roleTooLow || code === FORBIDDEN_BY_POLICY) return new Problem("role_too_low", { cause: err });
  if (code === SQLSTATE.lastOwner)
    return new Problem("conflict", {
      detail: "An organization keeps at least one owner.",
      cause: err,
    });
  if (code === SQLSTATE.invitationExpired)
    return new Problem("conflict", { detail: "This invitation has expired: ask for another.", cause: err });
  if (code === SQLSTATE.insufficientScope) return insufficientScope(Scopes.parse(JSON.parse(err.detail ?? "[]")), err);
  if (code === SQLSTATE.organizationsReached) return organizationsReached(err);
  if (UNIQUE_OR_REFERENCE.has(code)) return new Problem("conflict", { cause: err });
  if (isPassing(code)) return unavailable(err);
  return undefined;
}

/** The constraint that a statement broke, for a caller that can say more about it than "conflict". */
export const findBrokenConstraint = (err: unknown) => (err instanceof DatabaseError ? err.constraint : undefined);

/** The migration writes them into the error's detail. */
const Scopes = z.array(z.enum(SCOPES));
const Organizations = z.object({ allowed: z.number(), used: z.number() });

/** The migration writes how many into the error's detail. */
const organizationsReached = (cause: DatabaseError) => {
  const { allowed, used } = Organizations.parse(JSON.parse(cause.detail ?? "{}"));
  return new Problem("limit_reached", {
    detail: `A person owns ${allowed} free organizations, and makes as many in thirty days.`,
    limit: { name: "organizations", allowed, used },
    cause,
  });
};

const unavailable = (cause: unknown) =>
  new Problem("database_unavailable", { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });

const FORBIDDEN_BY_POLICY = "42501";
const UNIQUE_OR_REFERENCE = new Set(["23505", "23503"]);

// 57014 is the statement timeout, 25P03 the idle transaction's, 40… a deadlock or a serialization failure, 55P03 a lock.
const PASSING = new Set(["57014", "25P03", "40001", "40P01", "55P03", "28P01", "28000", "3D000"]);
// 08 connection, 53 resources, 57P shutdown, 58 the system (Hyperdrive answers with it when its pool is exhausted).
const isPassing = (code: string) => PASSING.has(code) || /^(08|53|57P|58)/.test(code);
