import { takeNumbers, type TakeNumber } from "@allokoli/shared/phone/organization-numbers";
import { describe, expect, it } from "vitest";
import { OpeningHours } from "../hours/contract.ts";
import { withAnswererNumbers } from "./check.ts";
import { toDestination } from "./to-vapi.ts";

const read = <Value>(withNumbers: (take: TakeNumber) => Value) =>
  takeNumbers({ country: "FR", allowsPremium: false }, withNumbers);

const hours = (open: string, closed: string) =>
  OpeningHours.parse({
    timeZone: "Europe/Paris",
    weekly: [],
    open: { type: "transfer", number: open },
    closed: { type: "transfer", number: closed },
  });

describe("the numbers to which a line transfers calls", () => {
  it("are stored in one form", () => {
    const given = {
      fallback: { type: "number" as const, number: "06 39 98 12 34" },
      hours: hours("+33 (0)1 99 00 12 34", "116 117"),
    };
    expect(read((take) => withAnswererNumbers(given, "FR", take))).toMatchObject({
      fallback: { number: "+33639981234" },
      hours: { open: { number: "+33199001234" }, closed: { number: "+33116117" } },
    });
  });

  it("are each named when they are not valid", () => {
    const given = { fallback: { type: "number" as const, number: "+3361234567" }, hours: hours("0899123456", "garde") };
    expect(() => read((take) => withAnswererNumbers(given, "FR", take))).toThrow(
      expect.objectContaining({
        code: "validation_failed",
        errors: [
          expect.objectContaining({ path: "fallback.number", code: "too_short" }),
          expect.objectContaining({ path: "hours.open.number", code: "premium_number" }),
          expect.objectContaining({ path: "hours.closed.number", code: "not_a_number" }),
        ],
      }),
    );
  });

  it.each([
    ["US", "15", "short_number_abroad"],
    ["US", "+3315", "short_number_abroad"],
    ["US", "116 117", "short_number_abroad"],
    ["BE", "15", "short_number_abroad"],
    ["US", "911", "+1911"],
    ["BE", "100", "+32100"],
    ["FR", "15", "+3315"],
    ["RE", "15", "+26215"],
    [null, "15", "+3315"],
    ["US", "06 39 98 12 34", "+33639981234"],
  ])("on a line of %s, %s is %s", (lineCountry, number, kept) => {
    const given = { fallback: { type: "number" as const, number }, hours: hours(number, number) };
    const paths = ["fallback.number", "hours.open.number", "hours.closed.number"];
    const taken = () => read((take) => withAnswererNumbers(given, lineCountry, take));
    if (kept.startsWith("+"))
      expect(taken()).toMatchObject({
        fallback: { number: kept },
        hours: { open: { number: kept }, closed: { number: kept } },
      });
    else
      expect(taken).toThrow(
        expect.objectContaining({ errors: paths.map((path) => expect.objectContaining({ path, code: kept })) }),
      );
  });

  it("without any, settings are unchanged", () => {
    const given = { name: "Accueil", fallback: null, hours: null };
    expect(read((take) => withAnswererNumbers(given, "FR", take))).toEqual(given);
  });

  it("are sent to Vapi in its own fields", () => {
    expect(toDestination({ type: "number", number: "+33184881234;ext=12", message: "Un instant." })).toEqual({
      type: "number",
      number: "+33184881234",
      extension: "12",
      message: "Un instant.",
    });
    expect(toDestination({ type: "number", number: "+3315" })).toEqual({
      type: "number",
      number: "+3315",
      numberE164CheckEnabled: false,
    });
  });
});
