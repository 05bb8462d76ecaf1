import { startNumbers, ACCOUNTS, REQUIREMENT_GROUPS, type RunningNumbers } from "@allokoli/emulators/numbers/server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ProviderRefused, ProviderUnavailable, toSentence } from "@allokoli/shared/providers/errors";
import { providerOf } from "./provider-of.ts";
import type { NumberProvider } from "./provider.ts";
import type { SellingAccount } from "@allokoli/shared/providers/secrets";

let numbers: RunningNumbers;
beforeAll(async () => {
  numbers = await startNumbers({ port: 0 });
});
afterAll(() => numbers.close());
const knob = (method: string, path: string, json?: unknown) =>
  fetch(`${numbers.url}/_emulator${path}`, { method, ...(json !== undefined && { body: JSON.stringify(json) }) });
beforeEach(() => knob("POST", "/reset"));

const { accountSid, authToken, apiKey, apiSecret } = ACCOUNTS.twilio;
const right: SellingAccount[] = [
  { provider: "twilio", secret: { accountSid, authToken } },
  { provider: "twilio", secret: { accountSid, apiKey, apiSecret } },
  { provider: "telnyx", secret: ACCOUNTS.telnyx },
  { provider: "vonage", secret: ACCOUNTS.vonage },
];
const wrong: SellingAccount[] = [
  { provider: "twilio", secret: { accountSid, authToken: "wrong" } },
  { provider: "telnyx", secret: { apiKey: "wrong" } },
  { provider: "vonage", secret: { apiKey: "wrong", apiSecret: "wrong" } },
];
const purchase = (number: string) => ({ number, country: "FR", reference: "order-1" });
const open = (account: SellingAccount): NumberProvider =>
  providerOf(account, {
    TWILIO_BASE_URL: numbers.url,
    TWILIO_PRICING_BASE_URL: numbers.url,
    TELNYX_BASE_URL: numbers.url,
    VONAGE_BASE_URL: numbers.url,
  });

describe.each(right)("$provider", (account) => {
  it("offers French numbers of each type, in E.164 and with a price", async () => {
    const provider = open(account);
    await provider.test();
    for (const type of ["local", "mobile", "toll-free"] as const) {
      const offers = await provider.search({ country: "FR", type, limit: 5 });
      expect(offers).toHaveLength(5);
      expect(offers.every(({ number, country }) => /^\+33\d{9}$/.test(number) && country === "FR")).toBe(true);
      expect(offers[0]?.price?.amount).toMatch(/^\d+\.\d\d$/);
    }
    const mobiles = await provider.search({ country: "FR", type: "mobile", sms: true, voice: true, limit: 3 });
    expect(mobiles.every(({ capabilities }) => capabilities.sms && capabilities.voice)).toBe(true);
    expect(await provider.search({ country: "FR", type: "local", sms: true, limit: 3 })).toEqual([]);
    expect(await provider.search({ country: "JP", type: "local", limit: 3 })).toEqual([]);
  });

  it("finds numbers by their digits", async () => {
    const [offer] = await open(account).search({ country: "FR", type: "local", limit: 1 });
    const contains = offer?.number.slice(-4) ?? "";
    const found = await open(account).search({ country: "FR", type: "local", contains, limit: 50 });
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ number }) => number.includes(contains))).toBe(true);
  });

  it("sells a number once, finds it in the account, and takes it back", async () => {
    const provider = open(account);
    const [offer] = await provider.search({ country: "FR", type: "local", limit: 1 });
    const number = offer?.number ?? "";
    expect(await provider.findOwned(number, "FR")).toBeUndefined();
    await provider.buy(purchase(number));
    const id = await provider.findOwned(number, "FR");
    expect(id).toBeDefined();
    await expect(provider.buy(purchase(number))).rejects.toBeInstanceOf(ProviderRefused);
    await provider.release(id ?? "", "FR");
    expect(await provider.findOwned(number, "FR")).toBeUndefined();
    // Once more: it is no longer in the account.
    await provider.release(id ?? "", "FR");
    expect(numbers.changes().map(({ change }) => change)).toEqual(["bought", "released"]);
  });

  it("refuses a purchase that needs an address, in a sentence", async () => {
    const [offer] = await open(account).search({ country: "FR", type: "mobile", limit: 1 });
    const refusal = open(account).buy(purchase(offer?.number ?? ""));
    await expect(refusal).rejects.toThrow(/address|requirement group/i);
    await expect(refusal).rejects.toBeInstanceOf(ProviderRefused);
  });

  it("tells an outage from a refusal", async () => {
    for (const day of [{ status: 500 }, { status: 429 }, { dropBefore: true }, { html200: true }]) {
      await knob("POST", "/faults", { times: 1, ...day });
      await expect(open(account).test()).rejects.toBeInstanceOf(ProviderUnavailable);
    }
  });
});

describe.each(wrong)("a wrong secret at $provider", (account) => {
  it("is refused in a sentence that names the provider and does not contain the secret", async () => {
    const refusal = open(account).test();
    await expect(refusal).rejects.toBeInstanceOf(ProviderRefused);
    await expect(refusal).rejects.toThrow(new RegExp(`^${account.provider} does not know`, "i"));
  });
});

it("Twilio accepts an address for a number that needs one", async () => {
  const provider = open({ provider: "twilio", secret: { accountSid, authToken } });
  const [offer] = await provider.search({ country: "FR", type: "mobile", limit: 1 });
  expect(offer?.requirements).toEqual([{ field: "addressSid", description: expect.stringMatching(/address/) }]);
  expect(await provider.buy({ ...purchase(offer?.number ?? ""), addressSid: "AD1" })).toMatch(/^PN/);
});

describe("Telnyx, for a number that needs documents", () => {
  const provider = () => open({ provider: "telnyx", secret: ACCOUNTS.telnyx });
  const mobile = async () => {
    const [offer] = await provider().search({ country: "FR", type: "mobile", limit: 1 });
    expect(offer?.requirements).toEqual([{ field: "requirementGroupId", description: "Proof of address in France" }]);
    return purchase(offer?.number ?? "");
  };

  it("cancels an order without documents, and offers the number again", async () => {
    const wanted = await mobile();
    await expect(provider().buy(wanted)).rejects.toThrow(/requirement group/);
    expect((await provider().search({ country: "FR", type: "mobile", limit: 1 }))[0]?.number).toBe(wanted.number);
    expect(await provider().findOrder(wanted)).toMatchObject({ state: "turned down" });
  });

  it("sells at once with approved documents", async () => {
    const wanted = { ...(await mobile()), requirementGroupId: REQUIREMENT_GROUPS.approved };
    await provider().buy(wanted);
    expect(await provider().findOwned(wanted.number, "FR")).toBeDefined();
  });

  it("keeps the order under way, without the number, while documents are under review", async () => {
    const wanted = { ...(await mobile()), requirementGroupId: REQUIREMENT_GROUPS.underReview };
    expect(await provider().findOrder(wanted)).toEqual({ state: "none" });
    await expect(provider().buy(wanted)).rejects.toBeInstanceOf(ProviderUnavailable);
    expect(await provider().findOrder(wanted)).toEqual({ state: "under way" });
    expect(await provider().findOwned(wanted.number, "FR")).toBeUndefined();
    await knob("POST", "/reviewed", { number: wanted.number, verdict: "declined" });
    expect(await provider().findOrder(wanted)).toMatchObject({
      state: "turned down",
      reason: expect.stringContaining("could not deliver"),
    });
  });

  it("refuses a group that does not exist, in a sentence", async () => {
    const wanted = { ...(await mobile()), requirementGroupId: crypto.randomUUID() };
    await expect(provider().buy(wanted)).rejects.toThrow("The requirement group does not exist.");
  });
});

it("Vonage is asked again to take back a number that is still in the account", async () => {
  const provider = open({ provider: "vonage", secret: ACCOUNTS.vonage });
  const [offer] = await provider.search({ country: "FR", type: "local", limit: 1 });
  const number = offer?.number ?? "";
  await provider.buy(purchase(number));
  await knob("POST", "/faults", { method: "POST", path: "/number/cancel", times: 1, status: 420 });
  await expect(provider.release(number, "FR")).rejects.toBeInstanceOf(ProviderRefused);
  await provider.release(number, "FR");
  expect(await provider.findOwned(number, "FR")).toBeUndefined();
});

describe.each(right)("an area at $provider", (account) => {
  it("is the beginning of numbers, with or without the trunk prefix", async () => {
    for (const areaCode of ["4", "04"]) {
      const offers = await open(account).search({ country: "FR", type: "local", areaCode, limit: 5 });
      expect(offers).toHaveLength(5);
      expect(offers.every(({ number }) => number.startsWith("+334"))).toBe(true);
    }
  });
});

it.each([
  ["method failed", "Method failed."],
  ["+33 1 is not available", "+33 1 is not available."],
  ["No such number. See https://example.com for more.", "No such number."],
  ["Bad\n  <b>request</b>!", "Bad request !"],
  ["x".repeat(200) + " " + "y".repeat(200), `X${"x".repeat(199)}…`],
])("a refusal is one sentence: %j", (said, sentence) => expect(toSentence(said)).toBe(sentence));
