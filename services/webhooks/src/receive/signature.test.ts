import { describe, expect, it } from "vitest";
import { isSignedByVapi, SIGNATURE_TOLERANCE_MS } from "./signature.ts";

// A delivery as Vapi signed it: 107 bytes, key and signature known.
const KEY = "whsec_vapi_sample_key";
const SENT_MS = 1_786_546_871_433;
const vector = {
  body: '{"message":{"type":"status-update","status":"ended","timestamp":1786546871392,"call":{"id":"call_kat123"}}}',
  timestamp: String(SENT_MS),
  signature: "708dd047594968a1403c7e1695e89d3e0898ad57e0c6990ace3576f9a0259184",
};

describe("a signature of Vapi's HMAC credential", () => {
  it("is over the time of sending and the body", async () => {
    expect(vector.body).toHaveLength(107);
    await expect(isSignedByVapi(vector, KEY, SENT_MS)).resolves.toBe(true);
  });

  it.each(["sha256=", "SHA256="])("may have the prefix %s", async (prefix) => {
    await expect(isSignedByVapi({ ...vector, signature: prefix + vector.signature }, KEY, SENT_MS)).resolves.toBe(true);
  });

  it("may be upper-case", async () => {
    await expect(isSignedByVapi({ ...vector, signature: vector.signature.toUpperCase() }, KEY, SENT_MS)).resolves.toBe(
      true,
    );
  });

  it.each([0, SIGNATURE_TOLERANCE_MS, -SIGNATURE_TOLERANCE_MS])("is good when it comes %i ms late", async (lateMs) => {
    await expect(isSignedByVapi(vector, KEY, SENT_MS + lateMs)).resolves.toBe(true);
  });

  it.each([SIGNATURE_TOLERANCE_MS + 1, -SIGNATURE_TOLERANCE_MS - 1])(
    "is a repeat when it comes %i ms late",
    async (lateMs) => {
      await expect(isSignedByVapi(vector, KEY, SENT_MS + lateMs)).resolves.toBe(false);
    },
  );

  it.each([
    ["of the body alone", { signature: "bf7be5b3be319cba484d93d31bc820376566161a3a0a442c3b9292fc599a15e4" }],
    ["of another body", { body: vector.body.replace("ended", "ringing") }],
    ["of another time", { timestamp: String(SENT_MS + 1) }],
    ["without a time", { timestamp: "" }],
    ["with a time in seconds", { timestamp: "1786546871" }],
    ["with a time that is no number", { timestamp: "178654687143x" }],
    ["that is empty", { signature: "" }],
    ["that is cut", { signature: vector.signature.slice(0, -1) }],
  ])("%s is refused", async (_what, change) => {
    await expect(isSignedByVapi({ ...vector, ...change }, KEY, SENT_MS)).resolves.toBe(false);
  });

  it("under another key is refused", async () => {
    await expect(isSignedByVapi(vector, "another", SENT_MS)).resolves.toBe(false);
  });
});
