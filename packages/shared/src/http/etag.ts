import { notFound, Problem } from "./problem.ts";

/** The entity tag of a row: its revision, a number that every change raises. */
export const etagOf = (revision: number) => `"${revision}"`;

/** The header of an answer that says which revision it shows. */
export const etagHeader = ({ revision }: { revision: number }) => ({ ETag: etagOf(revision) });

/** Any tags, as RFC 9110 §13.1.1 lists them: empty elements may stand between. */
const TAG = String.raw`(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const TAG_LIST = new RegExp(String.raw`^[\t ,]*${TAG}(?:[\t ]*,[\t ]*(?:${TAG})?)*[\t ]*$`);
/** One of ours. A proxy that compresses an answer makes a weak one of it, which says the same of the row. */
const OUR_TAG = /^(?:W\/)?"(\d{1,9})"$/;

/**
 * The revision that `If-Match` asks for; undefined when the client did not ask (or says `*`). A list is good that names one
 * revision, whatever else there is in it.
 * @throws {Problem} `precondition_failed` when no tag can be one of ours, or several revisions are named
 */
export function expectedRevision(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === "*") return undefined;
  const tags = TAG_LIST.test(ifMatch) ? (ifMatch.match(new RegExp(TAG, "g")) ?? []) : [];
  const revisions = new Set(tags.flatMap((tag) => OUR_TAG.exec(tag)?.[1] ?? []).map(Number));
  const [revision] = revisions;
  if (revision === undefined || revisions.size > 1) throw new Problem("precondition_failed");
  return revision;
}

/**
 * The row that a change is about, which `lock` finds, with the revision that `If-Match` asks for; `what` is its name to a person.
 * @throws {Problem} `not_found`, `precondition_failed`
 */
export async function requireCurrent<Row extends { revision: number }>(
  what: string,
  ifMatch: string | undefined,
  lock: () => Promise<Row | undefined>,
): Promise<Row> {
  const revision = expectedRevision(ifMatch);
  const row = await lock();
  if (row === undefined) throw notFound(what);
  if (revision !== undefined && revision !== row.revision) throw new Problem("precondition_failed");
  return row;
}
