import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { DELAY_MS, openTelephony, PATIENCE, type PhoneNumber } from "./telephony-api.ts";

let stack: Stack;
let owner: Organization;
let telephony: ReturnType<typeof openTelephony>;

beforeAll(async () => {
  stack = await startStack({ vars: { "allokoli-telephony": { MIRROR_SWEEP_DELAY_MS: String(DELAY_MS) } } });
  owner = await stack.newOrganization();
  // The tests order more numbers than a small organization may have.
  await stack.sql("update organizations set plan = 'business' where id = $1", [owner.organizationId]);
  telephony = openTelephony(stack, owner);
});
afterEach(async () => {
  stack.postgres.heal();
  await stack.vapi.clearFaults();
  await stack.numbers.clearFaults();
});
afterAll(() => stack.close());

describe("an order", () => {
  it.each(["twilio", "telnyx", "vonage"] as const)("at %s buys once and is answered by Vapi", async (provider) => {
    const { number, answer } = await telephony.order(provider);
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body).toMatchObject({
      number,
      status: "active",
      isBought: true,
      country: "FR",
      sync: { state: "synced" },
    });
    expect(telephony.deedsOf(number)).toEqual(["bought"]);
    const [made] = await telephony.atVapi(number);
    expect(made?.server?.url).toContain(`org=${owner.organizationId}`);
    // The form in which Vapi has it is known: it is not sent a second time.
    const [row] = await stack.sql<{ form: unknown }>("select sync_form as form from phone_numbers where id = $1", [
      answer.body.id,
    ]);
    expect(row?.form).toMatch(/^\d+\.[0-9a-f]{16}$/);
    expect(answer.text).not.toContain(stack.numbers.accounts.twilio.authToken);
  });

  it("with the same key is the same order", async () => {
    const json = {
      provider: "twilio",
      name: "Une fois",
      credentialId: await telephony.credentialAt("twilio"),
      number: await telephony.offer("twilio"),
    };
    const headers = { "idempotency-key": crypto.randomUUID() };
    const first = await telephony.call("POST", "/v1/phone-numbers/provision", { json, headers });
    const second = await telephony.call("POST", "/v1/phone-numbers/provision", { json, headers });
    expect(second).toMatchObject({ status: 201, replayed: "true", body: { id: first.body.id } });
    expect(telephony.deedsOf(json.number)).toEqual(["bought"]);
    expect((await telephony.call("POST", "/v1/phone-numbers/provision", { json })).status).toBe(409);
  });

  it.each([
    ["twilio", "/2010-04-01/*"],
    ["telnyx", "/v2/number_orders"],
    ["vonage", "/number/buy"],
  ] as const)(
    "at %s whose answer is lost after the purchase is resumed, and buys nothing twice",
    async (provider, path) => {
      const number = await telephony.offer(provider);
      await stack.numbers.fault({ method: "POST", path, times: 1, dropAfterWork: true });
      const { answer } = await telephony.order(provider, { number });
      expect(answer.status, answer.text).toBe(201);
      await telephony.active(answer.body.id);
      expect(telephony.deedsOf(number)).toEqual(["bought"]);
      expect(await telephony.atVapi(number)).toHaveLength(1);
    },
  );

  it("is one number at Vapi when the answer to its import is lost", async () => {
    await stack.vapi.fault({ method: "POST", path: "/phone-number", times: 1, dropAfterWork: true });
    const { number, answer } = await telephony.order("twilio");
    expect(answer.body).toMatchObject({ status: "ordering" });
    await telephony.active(answer.body.id);
    expect(telephony.deedsOf(number)).toEqual(["bought"]);
    expect(await telephony.atVapi(number)).toHaveLength(1);
  });

  it("that is released during its import is returned to the provider, and not left at Vapi", async () => {
    await stack.vapi.fault({ method: "POST", path: "/phone-number", times: 1, dropAfterWork: true });
    // A retry does not find the import before the release.
    await stack.vapi.fault({ method: "GET", path: "/phone-number", status: 500 });
    const { number, answer } = await telephony.order("twilio");
    const { id } = answer.body;
    expect((await telephony.call("DELETE", `/v1/phone-numbers/${id}`)).status).toBe(204);
    await stack.vapi.clearFaults();
    expect(await telephony.atVapi(number)).toHaveLength(1);
    expect((await telephony.call("GET", `/v1/phone-numbers/${id}`)).status).toBe(404);
    await vi.waitFor(async () => {
      expect(await telephony.atVapi(number)).toEqual([]);
      expect(telephony.deedsOf(number)).toEqual(["bought", "released"]);
      expect(await stack.sql("select 1 from phone_numbers where id = $1", [id])).toEqual([]);
    }, PATIENCE);
    expect(await stack.sql("select 1 from events where resource_id = $1", [id])).toEqual([]);
    await stack.numbers.sell(number);
  });

  it("that is released while its purchase has an unknown outcome is returned once it is known", async () => {
    const number = await telephony.offer("vonage");
    await stack.numbers.fault({ method: "POST", path: "/number/buy", times: 1, dropAfterWork: true });
    const { answer } = await telephony.order("vonage", { number });
    expect(answer.body).toMatchObject({ status: "ordering" });
    expect((await telephony.call("DELETE", `/v1/phone-numbers/${answer.body.id}`)).status).toBe(204);
    await vi.waitFor(async () => {
      expect(telephony.deedsOf(number)).toEqual(["bought", "released"]);
      expect(await stack.sql("select 1 from phone_numbers where id = $1", [answer.body.id])).toEqual([]);
    }, PATIENCE);
    expect(await telephony.atVapi(number)).toEqual([]);
    await stack.numbers.sell(number);
  });

  it("that Vapi refuses is returned to the provider, with the reason", async () => {
    const number = await telephony.offer("twilio");
    await stack.vapi.api("/phone-number", {
      method: "POST",
      json: { provider: "twilio", number, twilioAccountSid: "AC1", twilioAuthToken: "x" },
    });
    const { answer } = await telephony.order("twilio", { number });
    expect(answer).toMatchObject({ status: 422, body: { code: "vapi_refused", errors: [{ path: "number" }] } });
    expect(telephony.deedsOf(number)).toEqual(["bought", "released"]);
    const listed = (await telephony.call("GET", "/v1/phone-numbers?limit=100")).body.items as PhoneNumber[];
    expect(listed.map((one) => one.number)).not.toContain(number);
    await stack.numbers.sell(number);
  });

  it("that Vapi refuses while the provider is unavailable is returned in the end", async () => {
    const number = await telephony.offer("telnyx");
    await stack.vapi.api("/phone-number", {
      method: "POST",
      json: { provider: "twilio", number, twilioAccountSid: "AC1", twilioAuthToken: "x" },
    });
    await stack.numbers.fault({ method: "DELETE", path: "/v2/*", times: 2, status: 503 });
    const { answer } = await telephony.order("telnyx", { number });
    expect(answer).toMatchObject({ status: 422, body: { code: "vapi_refused" } });
    await vi.waitFor(() => expect(telephony.deedsOf(number)).toEqual(["bought", "released"]), PATIENCE);
    await stack.numbers.sell(number);
  });

  it("of a number that is sold, or that needs an address, is refused with the provider's reason", async () => {
    const number = await telephony.offer("vonage");
    await stack.numbers.sell(number);
    expect((await telephony.order("vonage", { number })).answer).toMatchObject({
      status: 422,
      body: { code: "provider_refused", errors: [{ path: "number" }] },
    });
    const { body } = await telephony.call("POST", "/v1/phone-numbers/search", {
      json: { country: "FR", type: "mobile" },
    });
    const needy = body.items.find((one: { provider: string }) => one.provider === "twilio");
    expect(needy.requirements).toEqual([{ field: "addressSid", description: expect.any(String) }]);
    const refused = (await telephony.order("twilio", { number: needy.number })).answer;
    expect(refused.body.detail).toMatch(/Address/);
    expect((await telephony.order("twilio", { number: needy.number, addressSid: "AD1" })).answer.status).toBe(201);
  });

  it("of a number of Vapi's own is by area code, and has Vapi's hint when there is none", async () => {
    const json = { provider: "vapi", name: "Amérique", areaCode: "212" };
    const refused = await telephony.call("POST", "/v1/phone-numbers/provision", { json });
    expect(refused).toMatchObject({ status: 422, body: { code: "vapi_refused", errors: [{ path: "areaCode" }] } });
    expect(refused.body.detail).toMatch(/Try one of/);
    await stack.vapi.fault({ method: "POST", path: "/phone-number", times: 1, dropAfterWork: true });
    const { status, body } = await telephony.call("POST", "/v1/phone-numbers/provision", {
      json: { ...json, areaCode: "701" },
    });
    expect(status).toBe(201);
    const { number } = await telephony.active(body.id);
    expect(number).toMatch(/^\+1701555\d{4}$/);
    expect(await telephony.atVapi(number)).toHaveLength(1);
  });

  it("survives the death of every Worker", async () => {
    const number = await telephony.offer("twilio");
    await stack.numbers.fault({ method: "POST", path: "/2010-04-01/*", times: 1, latencyMs: 5_000 });
    const dying = telephony.order("twilio", { number }).catch(() => undefined);
    await vi.waitFor(async () => {
      const rows = await stack.sql("select 1 from phone_numbers where number = $1 and order_state = 'buying'", [
        number,
      ]);
      expect(rows).toHaveLength(1);
    }, PATIENCE);
    await stack.restartWorkers();
    await dying;
    await vi.waitFor(async () => {
      const rows = await stack.sql("select 1 from phone_numbers where number = $1 and order_state = 'done'", [number]);
      expect(rows).toHaveLength(1);
    }, PATIENCE);
    expect(telephony.deedsOf(number)).toEqual(["bought"]);
    expect(await telephony.atVapi(number)).toHaveLength(1);
  });
});

describe("an order at Telnyx that needs documents", () => {
  const aMobile = async () => {
    const json = { country: "FR", type: "mobile", limit: 50 };
    const { body } = await telephony.call("POST", "/v1/phone-numbers/search", { json });
    const found = body.items.find(({ provider }: { provider: string }) => provider === "telnyx");
    expect(found.requirements).toEqual([{ field: "requirementGroupId", description: expect.any(String) }]);
    return String(found.number);
  };

  it("is refused with a reason without them, and carried out with reviewed ones", async () => {
    const number = await aMobile();
    const { answer } = await telephony.order("telnyx", { number });
    expect(answer).toMatchObject({ status: 422, body: { code: "provider_refused", errors: [{ path: "number" }] } });
    expect(answer.body.detail).toMatch(/requirement group.*\.$/);
    const requirementGroupId = stack.numbers.requirementGroups.approved;
    expect((await telephony.order("telnyx", { number, requirementGroupId })).answer).toMatchObject({
      status: 201,
      body: { status: "active" },
    });
    expect(telephony.deedsOf(number)).toEqual(["bought"]);
  });

  it.each(["approved", "declined"] as const)("waits while they are reviewed, and is %s", async (verdict) => {
    const number = await aMobile();
    const requirementGroupId = stack.numbers.requirementGroups.underReview;
    const { answer } = await telephony.order("telnyx", { number, requirementGroupId });
    expect(answer, answer.text).toMatchObject({ status: 201, body: { status: "ordering", error: null } });
    const { id } = answer.body;
    // Long enough to be given up, if it were taken for lost.
    await vi.waitFor(async () => {
      const [row] = await stack.sql<{ looks: number }>("select order_looks as looks from phone_numbers where id = $1", [
        id,
      ]);
      expect(row?.looks).toBeGreaterThan(2);
    }, PATIENCE);
    expect(await telephony.find(id)).toMatchObject({ status: "ordering", orderStep: "buying" });
    await stack.numbers.review(number, verdict);
    if (verdict === "approved") await telephony.active(id);
    else {
      await vi.waitFor(async () => expect(await telephony.find(id)).toMatchObject({ status: "failed" }), PATIENCE);
      expect((await telephony.find(id)).error).toMatch(/^Telnyx could not deliver/);
      expect((await telephony.call("DELETE", `/v1/phone-numbers/${id}`)).status).toBe(204);
    }
    expect(telephony.deedsOf(number)).toEqual(verdict === "approved" ? ["bought"] : []);
  });
});

it("an order whose documents are being reviewed is canceled at Telnyx when its number is released", async () => {
  const number = await telephony.offer("telnyx", "mobile");
  const requirementGroupId = stack.numbers.requirementGroups.underReview;
  const { id } = (await telephony.order("telnyx", { number, requirementGroupId })).answer.body;
  expect((await telephony.call("DELETE", `/v1/phone-numbers/${id}`)).status).toBe(204);
  await vi.waitFor(
    async () => expect(await stack.sql("select 1 from phone_numbers where id = $1", [id])).toEqual([]),
    PATIENCE,
  );
  await stack.numbers.review(number, "approved");
  expect(telephony.deedsOf(number)).toEqual([]);
});

describe("a number that the organization already has", () => {
  it("is imported with all its settings, and is not returned to the provider when it is deleted", async () => {
    const number = await telephony.offer("vonage");
    const { apiKey, apiSecret } = stack.numbers.accounts.vonage;
    const authorization = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString("base64")}`;
    const credentialId = await telephony.credentialAt("vonage");
    const fallback = { type: "number", number: "+33 6 39 98 12 34" };
    const hours = {
      timeZone: "Europe/Paris",
      weekly: [],
      open: { type: "message", text: "Bonjour." },
      closed: { type: "message", text: "Le cabinet est fermé." },
    };
    const json = { provider: "vonage", name: "Porté", credentialId, number, fallback, hours };

    const tooEarly = await telephony.call("POST", "/v1/phone-numbers", { json });
    expect(tooEarly).toMatchObject({ status: 422, body: { code: "provider_refused", errors: [{ path: "number" }] } });
    expect(tooEarly.body.detail).toBe("This number is not in the account yet.");
    expect(telephony.deedsOf(number)).toEqual([]);

    const bought = await fetch(`${stack.numbers.url}/number/buy`, {
      method: "POST",
      headers: { authorization },
      body: new URLSearchParams({ country: "FR", msisdn: number.slice(1) }),
    });
    expect(bought.status).toBe(200);
    const headers = { "idempotency-key": crypto.randomUUID() };
    const created = await telephony.call("POST", "/v1/phone-numbers", { json, headers });
    expect(created, created.text).toMatchObject({
      status: 201,
      body: {
        number,
        status: "active",
        isBought: false,
        fallback: { number: "+33639981234" },
        hours: { timeZone: "Europe/Paris" },
      },
    });
    const { id } = created.body;
    expect(await telephony.call("POST", "/v1/phone-numbers", { json, headers })).toMatchObject({
      status: 201,
      replayed: "true",
      body: { id },
    });
    expect((await telephony.atVapi(number))[0]?.assistantId).toBeUndefined();
    const [entry] = await stack.sql<{ action: string }>(
      "select action from audit_log where resource_id = $1 and actor_kind <> 'system'",
      [id],
    );
    expect(entry?.action).toBe("phone-number.created");
    expect((await telephony.call("DELETE", `/v1/phone-numbers/${id}`)).status).toBe(204);
    await vi.waitFor(async () => expect(await telephony.atVapi(number)).toEqual([]), PATIENCE);
    expect(telephony.deedsOf(number)).toEqual(["bought"]);
  });

  it("can be one of Vapi's own, or of a trunk", async () => {
    const ofVapi = { provider: "vapi", name: "Amérique", areaCode: "701" };
    expect(await telephony.call("POST", "/v1/phone-numbers", { json: ofVapi })).toMatchObject({
      status: 201,
      body: { number: expect.stringMatching(/^\+1701/), isBought: false },
    });
    const wrong = {
      ...ofVapi,
      provider: "twilio",
      credentialId: await telephony.credentialAt("telnyx"),
      number: "+33199001000",
    };
    expect((await telephony.call("POST", "/v1/phone-numbers", { json: wrong })).body.errors).toContainEqual(
      expect.objectContaining({ path: "areaCode" }),
    );
    const { areaCode: _, ...elsewhere } = wrong;
    expect((await telephony.call("POST", "/v1/phone-numbers", { json: elsewhere })).body.errors).toEqual([
      { path: "credentialId", message: "is an account at telnyx" },
    ]);
  });
});
