import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ACCOUNTS, startNumbers, type RunningNumbers } from "./server.ts";

let stateDir: string;
let numbers: RunningNumbers;
beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "allokoli-numbers-"));
  numbers = await startNumbers({ port: 0, stateDir });
});
beforeEach(() => fetch(`${numbers.url}/_emulator/reset`, { method: "POST" }));
afterAll(async () => {
  await numbers.close();
  await rm(stateDir, { recursive: true, force: true });
});

const { accountSid, authToken } = ACCOUNTS.twilio;
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});
const TWILIO = basic(accountSid, authToken);
const TELNYX = { authorization: `Bearer ${ACCOUNTS.telnyx.apiKey}` };
const ROOT = `/2010-04-01/Accounts/${accountSid}`;

async function ask(method: string, path: string, headers: Record<string, string>, body?: string | URLSearchParams) {
  const answer = await fetch(numbers.url + path, { method, headers, ...(body !== undefined && { body }) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
}

describe("Twilio", () => {
  it("refuses in its own words: who, what, which", async () => {
    expect(await ask("GET", `${ROOT}/IncomingPhoneNumbers.json`, basic(accountSid, "x"))).toMatchObject({
      status: 401,
      body: { code: 20003, status: 401 },
    });
    expect(await ask("GET", `${ROOT}/AvailablePhoneNumbers/FR/Voip.json`, TWILIO)).toMatchObject({
      status: 404,
      body: { code: 20404 },
    });
    const buy = (number: string) =>
      ask("POST", `${ROOT}/IncomingPhoneNumbers.json`, TWILIO, new URLSearchParams({ PhoneNumber: number }));
    expect(await buy("12")).toMatchObject({ status: 400, body: { code: 21421 } });
    expect(await buy("+33199009999")).toMatchObject({ status: 400, body: { code: 21422 } });
    expect(await buy("+33639981000")).toMatchObject({ status: 400, body: { code: 21631 } });
  });

  it("sells a number to one: it leaves the offers, and comes back when it is released", async () => {
    const offers = async (): Promise<string[]> => {
      const { body } = await ask("GET", `${ROOT}/AvailablePhoneNumbers/FR/Local.json?PageSize=1000`, TWILIO);
      return body.available_phone_numbers.map(({ phone_number }: { phone_number: string }) => phone_number);
    };
    const [number = ""] = await offers();
    const form = new URLSearchParams({ PhoneNumber: number });
    const bought = await ask("POST", `${ROOT}/IncomingPhoneNumbers.json`, TWILIO, form);
    expect(bought).toMatchObject({
      status: 201,
      body: { phone_number: number, sid: expect.stringMatching(/^PN[0-9a-f]{32}$/) },
    });
    expect(await offers()).not.toContain(number);
    const path = `${ROOT}/IncomingPhoneNumbers/${bought.body.sid}.json`;
    expect((await ask("DELETE", path, TWILIO)).status).toBe(204);
    expect((await ask("DELETE", path, TWILIO)).status).toBe(404);
    expect(await offers()).toContain(number);
  });
});

describe("Telnyx", () => {
  it("refuses with a list of errors, each with code, title and detail", async () => {
    const nobody = await ask("GET", "/v2/phone_numbers", { authorization: "Bearer x" });
    expect(nobody).toMatchObject({
      status: 401,
      body: { errors: [{ code: "10009", title: "Authentication failed" }] },
    });
    const json = JSON.stringify({ phone_numbers: [{ phone_number: "+33199009999" }] });
    expect(await ask("POST", "/v2/number_orders", TELNYX, json)).toMatchObject({ status: 422, body: { errors: [{}] } });
    expect(await ask("POST", "/v2/number_orders", TELNYX, "{}")).toMatchObject({
      status: 422,
      body: { errors: [{ code: "10004" }] },
    });
    expect((await ask("DELETE", "/v2/phone_numbers/1", TELNYX)).status).toBe(404);
  });
});

describe("Vonage", () => {
  const { apiKey, apiSecret } = ACCOUNTS.vonage;

  it("takes its key and secret in the query, too, and says {} for nothing", async () => {
    const query = new URLSearchParams({ api_key: apiKey, api_secret: apiSecret, country: "JP" });
    expect(await ask("GET", `/number/search?${query.toString()}`, {})).toEqual({ status: 200, body: {} });
    expect(await ask("GET", "/number/search?country=FR", {})).toMatchObject({
      status: 401,
      body: { "error-code": "401" },
    });
  });

  it("says 420 for a number that cannot be had or given back", async () => {
    const form = new URLSearchParams({ country: "FR", msisdn: "33199009999" });
    for (const path of ["/number/buy", "/number/cancel"]) {
      const refused = await ask("POST", path, basic(apiKey, apiSecret), form);
      expect(refused).toEqual({ status: 420, body: { "error-code": "420", "error-code-label": "method failed" } });
    }
  });
});

describe("the world around them", () => {
  it("what was bought survives a restart", async () => {
    const form = new URLSearchParams({ PhoneNumber: "+33199001000" });
    await ask("POST", `${ROOT}/IncomingPhoneNumbers.json`, TWILIO, form);
    await numbers.close();
    numbers = await startNumbers({ port: 0, stateDir });
    expect(numbers.owned().map(({ number }) => number)).toEqual(["+33199001000"]);
  });

  it("a fault strikes as often as it is told: after the work, the work is done", async () => {
    const fault = { method: "POST", path: "/v2/number_orders", times: 1, dropAfterWork: true };
    await fetch(`${numbers.url}/_emulator/faults`, { method: "POST", body: JSON.stringify(fault) });
    const json = JSON.stringify({ phone_numbers: [{ phone_number: "+33199002000" }] });
    await expect(ask("POST", "/v2/number_orders", TELNYX, json)).rejects.toThrow();
    expect(numbers.changes()).toEqual([{ change: "bought", provider: "telnyx", number: "+33199002000" }]);
    expect((await ask("POST", "/v2/number_orders", TELNYX, json)).status).toBe(422);
  });
});
