import * as fc from "fast-check";
import { expect, it } from "vitest";
import { VapiUnavailable } from "../vapi/errors.ts";
import { findSince } from "./search.ts";

const at = (ms: number) => new Date(ms).toISOString();

/** A list of Vapi's: newest first, by pages of `size`. */
const listOf = (moments: number[], size: number) => {
  const things = moments
    .map((ms, index) => ({ id: `thing-${index}`, createdAt: at(ms) }))
    .toSorted((left, right) => right.createdAt.localeCompare(left.createdAt));
  return async (from: string, before?: string) =>
    things.filter(({ createdAt }) => createdAt >= from && (before === undefined || createdAt < before)).slice(0, size);
};

it("all of ours since then are found, each once, wherever the pages end", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }),
      fc.integer({ min: 0, max: 30 }),
      async (moments, since) => {
        // Twice in each moment, and pages of five.
        const isOurs = ({ createdAt }: { createdAt: string }) => !createdAt.endsWith("7Z");
        const found = await findSince(listOf([...moments, ...moments], 5), at(since), isOurs, 5);
        expect(found.map(({ createdAt }) => createdAt)).toEqual(
          [...moments, ...moments]
            .filter((ms) => ms >= since && ms % 10 !== 7)
            .toSorted((left, right) => right - left)
            .map(at),
        );
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      },
    ),
  );
});

it("throws when there are too many, rather than finding nothing", async () => {
  const sameMoment = Array.from({ length: 9 }, () => 7);
  const anything = () => true;
  await expect(findSince(listOf(sameMoment, 5), at(0), anything, 5)).rejects.toBeInstanceOf(VapiUnavailable);
  const endless = Array.from({ length: 200 }, (_, index) => index);
  await expect(findSince(listOf(endless, 5), at(0), anything, 5)).rejects.toBeInstanceOf(VapiUnavailable);
});
