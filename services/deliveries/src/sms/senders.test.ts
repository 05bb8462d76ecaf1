import { ACCOUNTS, startNumbers, type RunningNumbers } from "@allokoli/emulators/numbers/server";
import type { SellingAccount } from "@allokoli/shared/providers/secrets";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { smsOutcomeOf } from "./outcome.ts";
import { handOver } from "./senders.ts";

const TO = "+33639981234";

let numbers: RunningNumbers;
beforeAll(async () => {
  numbers = await startNumbers({ port: 0 });
});
afterAll(() => numbers.close());
const knob = (path: string, json: unknown = {}) =>
  fetch(`${numbers.url}/_emulator${path}`, { method: "POST", body: JSON.stringify(json) });
beforeEach(() => knob("/reset"));

const basic = (user: string, password: string) => ({ authorization: `Basic ${btoa(`${user}:${password}`)}` });
/** Numbers of the emulated accounts: a mobile one, and one that only rings. */
const LINES = {
  twilio: { mobile: "+33639981000", landline: "+33199001000" },
  telnyx: { mobile: "+33639982000", landline: "+33199002000" },
  vonage: { mobile: "+32460003000", landline: "+33199003000" },
};
async function buy({ provider }: SellingAccount, number: string) {
  const { twilio, telnyx, vonage } = ACCOUNTS;
  const send = (path: string, headers: Record<string, string>, body: string | URLSearchParams) =>
    fetch(numbers.url + path, { method: "POST", headers, body });
  const answer = await {
    twilio: () =>
      send(
        `/2010-04-01/Accounts/${twilio.accountSid}/IncomingPhoneNumbers.json`,
        basic(twilio.accountSid, twilio.authToken),
        new URLSearchParams({ PhoneNumber: number, AddressSid: "AD1" }),
      ),
    telnyx: () =>
      send(
        "/v2/number_orders",
        { authorization: `Bearer ${telnyx.apiKey}` },
        JSON.stringify({
          phone_numbers: [{ phone_number: number, requirement_group_id: "7f4b1c5e-0000-4000-8000-000000000001" }],
        }),
      ),
    vonage: () =>
      send(
        "/number/buy",
        basic(vonage.apiKey, vonage.apiSecret),
        new URLSearchParams({ country: number.startsWith("+32") ? "BE" : "FR", msisdn: number.slice(1) }),
      ),
  }[provider]();
  expect(answer.ok, await answer.text()).toBe(true);
}

const { accountSid, authToken, apiKey, apiSecret } = ACCOUNTS.twilio;
const accounts: { account: SellingAccount; wrong: SellingAccount }[] = [
  {
    account: { provider: "twilio", secret: { accountSid, authToken } },
    wrong: { provider: "twilio", secret: { accountSid, authToken: "wrong" } },
  },
  {
    account: { provider: "twilio", secret: { accountSid, apiKey, apiSecret } },
    wrong: { provider: "twilio", secret: { accountSid, apiKey, apiSecret: "wrong" } },
  },
  {
    account: { provider: "telnyx", secret: ACCOUNTS.telnyx },
    wrong: { provider: "telnyx", secret: { apiKey: "wrong" } },
  },
  {
    account: { provider: "vonage", secret: ACCOUNTS.vonage },
    wrong: { provider: "vonage", secret: { apiKey: "wrong", apiSecret: "wrong" } },
  },
];

describe.each(accounts)("an SMS by $account.provider", ({ account, wrong }) => {
  const { provider } = account;
  const { mobile, landline } = LINES[provider];
  const send = async (over: { from?: string; to?: string } = {}, by = account) => {
    const addresses = {
      TWILIO_BASE_URL: numbers.url,
      TELNYX_BASE_URL: numbers.url,
      VONAGE_MESSAGES_BASE_URL: numbers.url,
    };
    try {
      await handOver(by, addresses, { from: mobile, to: TO, text: "Message urgent à 9 h 05", ...over });
      return { outcome: "sent" };
    } catch (err) {
      return smsOutcomeOf(provider, err);
    }
  };
  beforeEach(async () => {
    await buy(account, mobile);
    await buy(account, landline);
  });

  it("goes out from the number, whole", async () => {
    expect(await send()).toEqual({ outcome: "sent" });
    expect(numbers.texts()).toEqual([{ provider, from: mobile, to: TO, text: "Message urgent à 9 h 05" }]);
  });

  it("is refused for good, and is said why", async () => {
    expect(await send({}, wrong)).toMatchObject({ outcome: "refused", why: "account" });
    expect(await send({ to: "+33199001234" })).toMatchObject({ outcome: "refused", why: "recipient" });
    expect(await send({ to: "+12" })).toMatchObject({ outcome: "refused", why: "recipient" });
    expect(await send({ from: landline })).toMatchObject({ outcome: "refused", why: "sender" });
    expect(await send({ from: "+33639989999" })).toMatchObject({ outcome: "refused", why: "sender" });
    await knob("/answered", { from: TO, to: mobile, word: "stop" });
    expect(await send()).toMatchObject({ outcome: "refused", why: "stopped", code: expect.any(String) });
    expect(numbers.texts()).toEqual([]);
    await knob("/answered", { from: TO, to: mobile, word: "start" });
    expect(await send()).toEqual({ outcome: "sent" });
  });

  it("may be sent later only when it surely was not sent: else nobody knows", async () => {
    await knob("/faults", { times: 1, status: 429 });
    expect(await send()).toEqual({ outcome: "later" });
    for (const fault of [{ status: 500 }, { status: 503 }, { html200: true }, { dropBefore: true }]) {
      await knob("/faults", { times: 1, ...fault });
      expect(await send(), JSON.stringify(fault)).toEqual({ outcome: "unknown" });
    }
    expect(numbers.texts()).toEqual([]);
    await knob("/faults", { times: 1, dropAfterWork: true });
    expect(await send()).toEqual({ outcome: "unknown" });
    expect(numbers.texts()).toHaveLength(1);
  });
});
