import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeIdentity, encodeIdentity, type Identity } from "./identity.ts";
import { SCOPES } from "../scopes/scopes.ts";

const uuid = fc.uuid({ version: 4 });
const identity: fc.Arbitrary<Identity> = fc.record({
  orgId: uuid,
  claims: fc.oneof(
    fc.record({
      sub: uuid,
      role: fc.constant("authenticated" as const),
      email: fc.string({ unit: "grapheme" }),
      exp: fc.nat(),
    }),
    fc.record({ sub: uuid, role: fc.constant("api_key" as const), scopes: fc.subarray([...SCOPES]), exp: fc.nat() }),
  ),
});

describe("the identity header", () => {
  it("carries any identity whole, whatever letters an address has", () => {
    fc.assert(
      fc.property(identity, (given) => {
        expect(decodeIdentity(encodeIdentity(given))).toEqual(given);
      }),
    );
  });

  it("is a header value: visible ASCII without padding", () => {
    fc.assert(
      fc.property(identity, (given) => {
        expect(encodeIdentity(given)).toMatch(/^[\w-]+$/);
      }),
    );
  });

  it.each([undefined, "", "not base64!", btoa("{}"), btoa("[1]"), btoa('{"orgId":"x","claims":{}}')])(
    "refuses %j as unauthorized",
    (header) => {
      expect(() => decodeIdentity(header)).toThrow(expect.objectContaining({ code: "unauthorized" }));
    },
  );

  it("refuses any role but that of a signed-in person or an API key", () => {
    const claims = { sub: "0198c2a4-0000-7000-8000-000000000001", role: "service_role", exp: 1 };
    const header = btoa(JSON.stringify({ orgId: claims.sub, claims }));
    expect(() => decodeIdentity(header)).toThrow(expect.objectContaining({ code: "unauthorized" }));
  });
});
