import { describe, expect, test } from "vitest";
import { newDoc, type RoomDoc } from "../state/doc.ts";
import { claimIn, contradictionIn } from "./claims.ts";

const [ORG, CALL, OTHER] = ["aa", "bb", "cc"].map((end) => `01990000-0000-7000-8000-0000000000${end}`) as [
  string,
  string,
  string,
];
const doc = (known: Partial<RoomDoc> = {}): RoomDoc => ({
  ...newDoc({ orgId: ORG, callId: CALL, own: true }, null, 0),
  ...known,
});
const linked = doc({ atVapi: { callId: "v1", controlUrl: null } });

describe("a message belongs to another call", () => {
  test("when it has another id at Vapi than the stored one", () => {
    expect(contradictionIn(linked, { vapiCallId: "v2" })).toBe("another call of Vapi's");
    expect(contradictionIn(linked, { vapiCallId: "v1" })).toBeUndefined();
    expect(contradictionIn(linked, {})).toBeUndefined();
  });

  test("when nothing was sent to Vapi yet", () => {
    const armed = doc({ dial: { state: "armed", since: 0 } });
    expect(contradictionIn(armed, { callId: CALL, orgId: ORG, vapiCallId: "v1" })).toContain("not placed");
  });

  test("when the metadata that we wrote into the call names another call or organization", () => {
    expect(contradictionIn(doc(), { callId: OTHER })).toBe("another call of ours");
    expect(contradictionIn(doc(), { orgId: OTHER, callId: CALL })).toBe("another organization");
    expect(contradictionIn(doc(), { orgId: ORG, callId: CALL, vapiCallId: "v1" })).toBeUndefined();
  });
});

describe("an id in a message is a claim", () => {
  const claim = (known: Partial<RoomDoc>, vapiCallId: string | undefined = "v1") =>
    claimIn(doc(known), { vapiCallId }, 5);

  test("while the outcome of dialling is unknown", () => {
    const open = { vapiCallId: "v1", atMs: 5, attempts: 0 };
    expect(claim({ dial: { state: "dialling", since: 0 } })).toEqual(open);
    expect(claim({ dial: { state: "unknown", since: 0, looks: 0 } })).toEqual(open);
    expect(claim({ dial: { state: "failed", error: "x" } })).toEqual(open);
  });

  test("but not for a call that we did not place, nor when the id is known or another claim is checked", () => {
    expect(claim({ dial: null })).toBeUndefined();
    expect(claim({ ...linked, dial: { state: "unknown", since: 0, looks: 0 } }, "v2")).toBeUndefined();
    const known = { vapiCallId: "v2", atMs: 0, attempts: 3 };
    expect(claim({ dial: { state: "unknown", since: 0, looks: 0 }, claim: known })).toBeUndefined();
  });
});
