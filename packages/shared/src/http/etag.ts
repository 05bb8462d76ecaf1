import { Problem } from "./problem.ts";

/** The entity tag of a row: its revision, a number that every change raises. */
export const etagOf = (revision: number) => `"${revision}"`;

/**
 * The revision that `If-Match` asks for; undefined when the client did not ask (or says `*`).
 * @throws {Problem} `precondition_failed` when the tag cannot be one of ours (RFC 9110 §13.1.1).
 */
export function expectedRevision(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === "*") return undefined;
  const match = /^"(\d{1,9})"$/.exec(ifMatch.trim());
  if (match?.[1] === undefined) throw new Problem("precondition_failed");
  return Number(match[1]);
}
