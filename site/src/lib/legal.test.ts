import { expect, test } from "vitest";
import { LEGAL, missingWords } from "./legal.ts";

test("what the owner has not completed is named, and a price may stay on request", () => {
  const host = { name: "Hébergeur", address: "1 rue A, Paris", phone: "0100000000" };
  const whole = {
    ...Object.fromEntries(Object.keys(LEGAL).map((name) => [name, "dit"])),
    siteHost: host,
    dataHost: { ...host, region: "Paris" },
    monthlyPrice: { starter: undefined, pro: undefined, business: undefined },
  } as unknown as typeof LEGAL;
  expect(missingWords(whole)).toEqual([]);
  expect(missingWords({ ...whole, siret: undefined, dataHost: { ...host, region: undefined } })).toEqual([
    "siret",
    "dataHost.region",
  ]);
});
