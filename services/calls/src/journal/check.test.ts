import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findBreak, startOf, type Entry } from "./check.ts";

const ORG = "0198c2a4-0000-7000-8000-000000000003";
const CALL = "0198c2a4-0000-7000-8000-000000000008";

/** A chain as the database writes it: the text is put together, not made canonical. */
function chainOf(facts: { kind: string; data: Record<string, unknown> }[]): Entry[] {
  let previousHash = startOf(ORG, CALL);
  return facts.map(({ kind, data: value }, index) => {
    const data = canonicalize(value) ?? "";
    const position = index + 1;
    const [at, recordedAt] = ["2026-11-23T08:00:00.000Z", `2026-11-23T08:00:0${index % 10}.000Z`];
    const text = `{"at":"${at}","data":${data},"kind":"${kind}","position":${position},"previousHash":"${previousHash}","recordedAt":"${recordedAt}"}`;
    const hash = createHash("sha256").update(text).digest("hex");
    const entry = { position, at, recordedAt, kind, data, previousHash, hash };
    previousHash = hash;
    return entry;
  });
}

const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const chains = fc
  .array(
    fc.record({
      kind: fc.constantFrom("call.answered", "person.said", "call.ended"),
      data: fc.dictionary(fc.string(), value),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map(chainOf);

describe("a chain of entries", () => {
  it("is whole as it was written", () =>
    fc.assert(
      fc.property(chains, (chain) => {
        expect(findBreak(ORG, CALL, chain)).toBeUndefined();
      }),
    ));

  it("is broken where a byte of an entry was changed", () =>
    fc.assert(
      fc.property(
        chains,
        fc.nat(),
        fc.constantFrom("at", "recordedAt", "kind", "data", "previousHash", "hash"),
        fc.nat(),
        (chain, which, field, where) => {
          const index = which % chain.length;
          const changed = chain.map((entry, place) =>
            place === index ? { ...entry, [field]: withOtherByte(entry[field], where) } : entry,
          );
          expect(findBreak(ORG, CALL, changed)).toBe(index + 1);
        },
      ),
    ));

  it("is broken where an entry is missing, put in, or in another place", () =>
    fc.assert(
      fc.property(chains, fc.nat(), (chain, which) => {
        const index = which % chain.length;
        if (index < chain.length - 1) expect(findBreak(ORG, CALL, chain.toSpliced(index, 1))).toBe(index + 1);
        const [entry] = chain.slice(index);
        if (entry !== undefined) expect(findBreak(ORG, CALL, chain.toSpliced(index, 0, entry))).toBe(index + 2);
      }),
    ));

  it("is another call's nowhere", () => {
    const chain = chainOf([{ kind: "call.answered", data: {} }]);
    expect(findBreak(ORG, ORG, chain)).toBe(1);
  });
});

/** Digits become other digits and letters other letters, so that JSON stays JSON where it can. */
function withOtherByte(text: string, where: number): string {
  const index = where % text.length;
  const code = text.charCodeAt(index);
  const other = String.fromCharCode(code === 0x30 ? 0x31 : code === 0x61 ? 0x62 : code ^ 1);
  return text.slice(0, index) + other + text.slice(index + 1);
}
