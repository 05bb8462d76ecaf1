import { takeNumbers } from "@allokoli/shared/phone/organization-numbers";
import { expect, it } from "vitest";
import { CreateCall } from "./contract.ts";
import { withNumbers } from "./numbers.ts";

const ASSISTANT = "0198c2a4-0000-7000-8000-000000000001";
const read = (body: object) =>
  takeNumbers({ country: "FR", allowsPremium: false }, (take) =>
    withNumbers(CreateCall.parse({ assistantId: ASSISTANT, ...body }), take),
  );

it("numbers are called in whatever form they are written", () => {
  expect(read({ customer: { number: "06\u202f12\u202f34\u202f56\u202f78", name: "Mme Petit" } })).toEqual({
    assistantId: ASSISTANT,
    customer: { number: "+33612345678", name: "Mme Petit" },
  });
  const customers = [{ number: "+330612345678" }, { number: "0692123456" }];
  expect(read({ customers })).toMatchObject({ customers: [{ number: "+33612345678" }, { number: "+262692123456" }] });
});

it("each number that cannot be called is named", () => {
  const customers = ["+3361234567", "15", "0899123456", "01 84 88 12 34;ext=12", "0612345678"];
  expect(() => read({ customers: customers.map((number) => ({ number })) })).toThrow(
    expect.objectContaining({
      errors: [
        expect.objectContaining({ path: "customers.0.number", code: "too_short" }),
        expect.objectContaining({ path: "customers.1.number", code: "emergency_number" }),
        expect.objectContaining({ path: "customers.2.number", code: "premium_number" }),
        expect.objectContaining({ path: "customers.3.number", code: "extension" }),
      ],
    }),
  );
});
