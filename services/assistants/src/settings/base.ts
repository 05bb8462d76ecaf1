import { changedFields } from "@allokoli/shared/mirror/changed-fields";
import { Problem } from "@allokoli/shared/http/problem";

/**
 * Whether a draft's base is still what is published. The revision would not say so: it rises also when a thing is only sent
 * to Vapi again. A setting that came with a later release is not in an older base, and nobody changed it.
 */
export const isStillPublished = (base: object, published: object): boolean =>
  changedFields(base, published).every((field) => !Object.hasOwn(base, field));

/** What a change expects to find: the ETag that the client read, or the base of the draft that it publishes. */
export type Expected = { ifMatch?: string | undefined; base?: object | undefined };

/** @throws {Problem} `precondition_failed` when something else was published since the draft was begun */
export function requireBase({ base }: Expected, published: object): void {
  if (base !== undefined && !isStillPublished(base, published)) throw new Problem("precondition_failed");
}
