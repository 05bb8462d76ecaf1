import { NUMBER_FAULTS } from "@allokoli/shared/http/number-faults";
import { expect, test } from "vitest";
import { phoneNumber } from "../format.ts";
import { tellNumberFault } from "../number-message.ts";
import { compileCall, EMPTY_CALL, tellCallFieldError } from "./new-call.ts";

test.each(["06 12 34 56", "06 12 34 56 78", "+33 (0)6 12 34 56 78", "15"])(
  "%s is sent as it was written: the API says what it is",
  (number) => {
    expect(compileCall({ ...EMPTY_CALL, number }, "Europe/Paris")).toMatchObject({ customer: { number } });
  },
);

test("a number that the API refuses has a message with the reason", () => {
  const told = NUMBER_FAULTS.map((code) => tellCallFieldError("number", { code }));
  expect(told).toEqual(NUMBER_FAULTS.map((code) => tellNumberFault(code)));
  expect(new Set(told).size).toBe(NUMBER_FAULTS.length);
  expect(tellCallFieldError("number", { code: "too_short" })).toMatch(/court|short/);
});

test.each([
  ["+33612345678", "+33 6 12 34 56 78"],
  ["+3315", "15"],
  ["+33116117", "116117"],
  ["+26217", "17"],
  ["+59615", "15"],
  ["+32100", "100"],
  ["+41144", "144"],
  ["+45112", "112"],
  ["+1911", "911"],
  ["+508411234", "+508411234"],
  ["+687761234", "+687761234"],
  ["+334712", "+334712"],
  ["+33184881234;ext=12", /^\+33 1 84 88 12 34 \S+ 12$/],
  ["+32470123456", "+32470123456"],
  ["204", "204"],
])("%s is shown as %s", (kept, shown) => {
  if (typeof shown === "string") expect(phoneNumber(kept)).toBe(shown);
  else expect(phoneNumber(kept)).toMatch(shown);
});
