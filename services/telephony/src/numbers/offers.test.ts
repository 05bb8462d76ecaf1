import { DAILY_RATES } from "@allokoli/emulators/numbers/ecb";
import { describe, expect, it } from "vitest";
import { SearchPhoneNumbers } from "./contract.ts";
import { mergeOffers, type Found } from "./offers.ts";
import { convert, parseRates } from "./rates.ts";

const rates = parseRates(DAILY_RATES);
const search = (asked: object = {}) => SearchPhoneNumbers.parse({ country: "FR", ...asked });

const offer = (number: string, amount: string | null, currency = "EUR", locality: string | null = null) => ({
  number,
  country: "FR",
  type: "local" as const,
  locality,
  region: null,
  capabilities: { voice: true, sms: false },
  price: amount === null ? null : { amount, currency },
  requirements: [],
});
const at = (provider: "twilio" | "vonage", ...offers: Found["offers"]): Found => ({
  provider,
  credentialId: `0198c2a4-0000-7000-8000-00000000000${provider === "twilio" ? 1 : 2}`,
  offers,
});
const numbers = (found: Found[], asked: object = {}) =>
  mergeOffers(found, search(asked), rates).map(({ number }) => number);

describe("prices", () => {
  const found = [
    at("twilio", offer("+33199001000", "1.15000", "USD"), offer("+33199001001", null)),
    at("vonage", offer("+33199001002", "1.01"), offer("+33199001003", "0.95")),
  ];

  it("in several currencies are ordered by their value in one", () => {
    expect(numbers(found)).toEqual(["+33199001003", "+33199001000", "+33199001002", "+33199001001"]);
    const [, dollars] = mergeOffers(found, search({ currency: "CHF" }), rates);
    expect(dollars).toMatchObject({
      price: { amount: "1.15000", currency: "USD" },
      comparablePrice: { amount: "0.93", currency: "CHF" },
    });
  });

  it("are compared with the maximum in its currency", () => {
    expect(numbers(found, { maxPrice: 1 })).toEqual(["+33199001003", "+33199001000"]);
    expect(numbers(found, { maxPrice: 1, currency: "USD" })).toEqual([]);
    expect(numbers(found, { maxPrice: 1.15, currency: "USD" })).toEqual(["+33199001003", "+33199001000"]);
  });

  it("without rates are compared only in their own currency", () => {
    const offers = mergeOffers(found, search({ maxPrice: 5 }), undefined);
    expect(offers.map(({ number }) => number)).toEqual(["+33199001003", "+33199001002"]);
  });

  it("in an unknown currency have no value in another", () => {
    expect(convert({ amount: "1", currency: "XXX" }, "EUR", rates)).toBeUndefined();
    expect(convert({ amount: "dear", currency: "EUR" }, "EUR", rates)).toBeUndefined();
    expect(parseRates("<html>Just a moment…</html>")).toBeUndefined();
  });
});

describe("an offer that does not match the search is left out", () => {
  const paris = offer("+33199001234", "1", "EUR", "PARIS");
  const geneva = offer("+33457001234", "1", "EUR", "Genève");
  const nowhere = offer("+33157001234", "1");
  const found = [at("twilio", paris, geneva, nowhere)];

  it.each([
    [{ areaCode: "1" }, [nowhere, paris]],
    [{ areaCode: "04" }, [geneva]],
    [{ contains: "9900" }, [paris]],
    [{ areaCode: "1", contains: "5700" }, [nowhere]],
    [{ locality: "paris" }, [paris]],
    [{ locality: "Geneve" }, [geneva]],
    [{ capabilities: ["voice"] }, [nowhere, paris, geneva]],
    [{ capabilities: ["sms"] }, []],
  ])("%j", (asked, expected) => expect(numbers(found, asked)).toEqual(expected.map(({ number }) => number)));

  it("an offer found with two credentials is listed once", () =>
    expect(numbers([at("twilio", paris), at("twilio", paris)])).toEqual([paris.number]));
});

it.each([{ country: "ZZ" }, { country: "fr" }, { currency: "XXX" }, { maxPrice: 0 }, { areaCode: "1a" }])(
  "a search is refused: %j",
  (wrong) => expect(SearchPhoneNumbers.safeParse({ country: "FR", ...wrong }).success).toBe(false),
);
