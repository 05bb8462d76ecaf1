import { eq } from "drizzle-orm";
import { organizations } from "../db/schema/index.ts";
import type { Tenant, Tx } from "../db/tenant.ts";
import { Problem, type FieldError } from "../http/problem.ts";
import { numberError } from "../http/number-faults.ts";
import { toSearchedBeginnings } from "./search-prefixes.ts";
import { readNumber, type NumberRule, type NumberUse } from "./read-number.ts";

/** Gives the number at a path of the request as it is kept; where a line passes calls on to it, for the line's country. */
export type TakeNumber = (written: string, path: string, use: NumberUse, lineCountry?: string) => string;

/** What an organization says about numbers, in the transaction at hand; undefined when there is no such organization. */
export async function findNumberRule(tx: Tx, orgId: string): Promise<NumberRule | undefined> {
  const [found] = await tx
    .select({ country: organizations.country, allowsPremium: organizations.allowsPremiumNumbers })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  return found;
}

/**
 * What `withNumbers` makes of a request, with each of its numbers as it is kept.
 * @throws {Problem} `validation_failed` naming each number that is none, or is not for this, beside what else is wrong
 */
export function takeNumbers<Value>(rule: NumberRule, withNumbers: (take: TakeNumber) => Value): Value {
  const errors: FieldError[] = [];
  const take: TakeNumber = (written, path, use, lineCountry) => {
    const read = readNumber(written, { ...rule, lineCountry }, use);
    if ("number" in read) return read.number;
    errors.push(numberError(path, read.fault));
    return written;
  };
  try {
    const value = withNumbers(take);
    if (errors.length === 0) return value;
  } catch (err) {
    if (!(err instanceof Problem) || err.code !== "validation_failed") throw err;
    errors.push(...(err.errors ?? []));
  }
  throw new Problem("validation_failed", { errors });
}

/**
 * The same by the rule of a request's organization, which is asked for only where there is a number: most requests have none.
 * @throws {Problem} as `takeNumbers`
 */
export async function takeOwnNumbers<Value>(
  tenant: Pick<Tenant, "orgId" | "read">,
  withNumbers: (take: TakeNumber) => Value,
): Promise<Value> {
  return hasNumbers(withNumbers) ? takeNumbers(await requireNumberRule(tenant), withNumbers) : withNumbers(asWritten);
}

/** The same in the transaction at hand. @throws {Problem} as `takeNumbers`; `not_a_member` */
export async function takeNumbersIn<Value>(
  tx: Tx,
  orgId: string,
  withNumbers: (take: TakeNumber) => Value,
): Promise<Value> {
  if (!hasNumbers(withNumbers)) return withNumbers(asWritten);
  const rule = await findNumberRule(tx, orgId);
  if (rule === undefined) throw new Problem("not_a_member");
  return takeNumbers(rule, withNumbers);
}

/**
 * The beginnings, as they are kept, of the numbers that a list is asked for.
 * @throws {Problem} `validation_failed` naming the field `number`; `not_a_member`
 */
export async function requireBeginnings(
  tx: Tx,
  orgId: string,
  searched: string | undefined,
): Promise<string[] | undefined> {
  if (searched === undefined) return undefined;
  const beginnings = await findBeginnings(tx, orgId, searched);
  if (beginnings !== undefined) return beginnings;
  throw new Problem("validation_failed", {
    errors: [{ path: "number", message: "has no digits to look for: two at least, such as 06 12" }],
  });
}

/** The same of a text that may be something else: undefined when it is no number. @throws {Problem} `not_a_member` */
export async function findBeginnings(tx: Tx, orgId: string, searched: string): Promise<string[] | undefined> {
  const rule = await findNumberRule(tx, orgId);
  if (rule === undefined) throw new Problem("not_a_member");
  return toSearchedBeginnings(searched, rule.country);
}

const asWritten: TakeNumber = (written) => written;

function hasNumbers(withNumbers: (take: TakeNumber) => unknown): boolean {
  let isTaken = false;
  const see: TakeNumber = (written) => {
    isTaken = true;
    return written;
  };
  try {
    withNumbers(see);
  } catch (err) {
    // What else is wrong is told with the numbers.
    if (!(err instanceof Problem)) throw err;
  }
  return isTaken;
}

/**
 * The rule of a request's organization.
 * @throws {Problem} `not_a_member`
 */
export async function requireNumberRule(tenant: Pick<Tenant, "orgId" | "read">): Promise<NumberRule> {
  const rule = await tenant.read((tx) => findNumberRule(tx, tenant.orgId));
  if (rule === undefined) throw new Problem("not_a_member");
  return rule;
}
