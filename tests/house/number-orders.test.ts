import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startHouse, type House, type Organization } from "../house.ts";
import { DELAY_MS, openDesk, PATIENCE, type PhoneNumber } from "./telephony-desk.ts";

let house: House;
let owner: Organization;
let desk: ReturnType<typeof openDesk>;

beforeAll(async () => {
  house = await startHouse({ vars: { "allokoli-telephony": { MIRROR_SWEEP_DELAY_MS: String(DELAY_MS) } } });
  owner = await house.newOrganization();
  // Orders more numbers than a small organization may have.
  await house.sql("update organizations set plan = 'business' where id = $1", [owner.organizationId]);
  desk = openDesk(house, owner);
});
afterEach(async () => {
  house.postgres.heal();
  await house.vapi.clearFaults();
  await house.numbers.clearFaults();
});
afterAll(() => house.close());

describe("an order", () => {
  it.each(["twilio", "telnyx", "vonage"] as const)("at %s buys once and is answered by Vapi", async (provider) => {
    const { number, answer } = await desk.order(provider);
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body).toMatchObject({
      number,
      status: "active",
      isBought: true,
      country: "FR",
      sync: { state: "synced" },
    });
    expect(desk.deedsOf(number)).toEqual(["bought"]);
    const [made] = await desk.atVapi(number);
    expect(made?.server?.url).toContain(`org=${owner.organizationId}`);
    expect(answer.text).not.toContain(house.numbers.accounts.twilio.authToken);
  });

  it("with the same key is the same order", async () => {
    const json = {
      provider: "twilio",
      name: "Une fois",
      credentialId: await desk.credentialAt("twilio"),
      number: await desk.offer("twilio"),
    };
    const headers = { "idempotency-key": crypto.randomUUID() };
    const first = await desk.call("POST", "/v1/phone-numbers/provision", { json, headers });
    const second = await desk.call("POST", "/v1/phone-numbers/provision", { json, headers });
    expect(second).toMatchObject({ status: 201, replayed: "true", body: { id: first.body.id } });
    expect(desk.deedsOf(json.number)).toEqual(["bought"]);
    expect((await desk.call("POST", "/v1/phone-numbers/provision", { json })).status).toBe(409);
  });

  it.each([
    ["twilio", "/2010-04-01/*"],
    ["telnyx", "/v2/number_orders"],
    ["vonage", "/number/buy"],
  ] as const)(
    "at %s whose answer is lost after the purchase is carried on, and buys nothing twice",
    async (provider, path) => {
      const number = await desk.offer(provider);
      await house.numbers.fault({ method: "POST", path, times: 1, dropAfterWork: true });
      const { answer } = await desk.order(provider, { number });
      expect(answer.status, answer.text).toBe(201);
      await desk.active(answer.body.id);
      expect(desk.deedsOf(number)).toEqual(["bought"]);
      expect(await desk.atVapi(number)).toHaveLength(1);
    },
  );

  it("whose import's answer is lost is one number at Vapi", async () => {
    await house.vapi.fault({ method: "POST", path: "/phone-number", times: 1, dropAfterWork: true });
    const { number, answer } = await desk.order("twilio");
    expect(answer.body).toMatchObject({ status: "ordering" });
    await desk.active(answer.body.id);
    expect(desk.deedsOf(number)).toEqual(["bought"]);
    expect(await desk.atVapi(number)).toHaveLength(1);
  });

  it("that is let go while it is imported is given back, and leaves nothing at Vapi", async () => {
    await house.vapi.fault({ method: "POST", path: "/phone-number", times: 1, dropAfterWork: true });
    const { number, answer } = await desk.order("twilio");
    const { id } = answer.body;
    expect((await desk.call("DELETE", `/v1/phone-numbers/${id}`)).status).toBe(204);
    expect((await desk.call("GET", `/v1/phone-numbers/${id}`)).status).toBe(404);
    await vi.waitFor(async () => {
      expect(await desk.atVapi(number)).toEqual([]);
      expect(desk.deedsOf(number)).toEqual(["bought", "released"]);
      expect(await house.sql("select 1 from phone_numbers where id = $1", [id])).toEqual([]);
    }, PATIENCE);
    expect(await house.sql("select 1 from events where resource_id = $1", [id])).toEqual([]);
    await house.numbers.sell(number);
  });

  it("that is let go while its purchase's outcome is not known is given back once it is", async () => {
    const number = await desk.offer("vonage");
    await house.numbers.fault({ method: "POST", path: "/number/buy", times: 1, dropAfterWork: true });
    const { answer } = await desk.order("vonage", { number });
    expect(answer.body).toMatchObject({ status: "ordering" });
    expect((await desk.call("DELETE", `/v1/phone-numbers/${answer.body.id}`)).status).toBe(204);
    await vi.waitFor(async () => {
      expect(desk.deedsOf(number)).toEqual(["bought", "released"]);
      expect(await house.sql("select 1 from phone_numbers where id = $1", [answer.body.id])).toEqual([]);
    }, PATIENCE);
    expect(await desk.atVapi(number)).toEqual([]);
    await house.numbers.sell(number);
  });

  it("that Vapi refuses is given back, and says why", async () => {
    const number = await desk.offer("twilio");
    await house.vapi.api("/phone-number", {
      method: "POST",
      json: { provider: "twilio", number, twilioAccountSid: "AC1", twilioAuthToken: "x" },
    });
    const { answer } = await desk.order("twilio", { number });
    expect(answer).toMatchObject({ status: 422, body: { code: "vapi_refused", errors: [{ path: "number" }] } });
    expect(desk.deedsOf(number)).toEqual(["bought", "released"]);
    const listed = (await desk.call("GET", "/v1/phone-numbers?limit=100")).body.items as PhoneNumber[];
    expect(listed.map((one) => one.number)).not.toContain(number);
    await house.numbers.sell(number);
  });

  it("that Vapi refuses while the provider is away is given back in the end", async () => {
    const number = await desk.offer("telnyx");
    await house.vapi.api("/phone-number", {
      method: "POST",
      json: { provider: "twilio", number, twilioAccountSid: "AC1", twilioAuthToken: "x" },
    });
    await house.numbers.fault({ method: "DELETE", path: "/v2/*", times: 2, status: 503 });
    const { answer } = await desk.order("telnyx", { number });
    expect(answer).toMatchObject({ status: 422, body: { code: "vapi_refused" } });
    await vi.waitFor(() => expect(desk.deedsOf(number)).toEqual(["bought", "released"]), PATIENCE);
    await house.numbers.sell(number);
  });

  it("of a number that is sold, or that needs an address, is refused in the provider's sentence", async () => {
    const number = await desk.offer("vonage");
    await house.numbers.sell(number);
    expect((await desk.order("vonage", { number })).answer).toMatchObject({
      status: 422,
      body: { code: "provider_refused", errors: [{ path: "number" }] },
    });
    const { body } = await desk.call("POST", "/v1/phone-numbers/search", { json: { country: "FR", type: "mobile" } });
    const needy = body.items.find((one: { provider: string }) => one.provider === "twilio");
    expect(needy.requirements).toEqual([{ field: "addressSid", description: expect.any(String) }]);
    const refused = (await desk.order("twilio", { number: needy.number })).answer;
    expect(refused.body.detail).toMatch(/Address/);
    expect((await desk.order("twilio", { number: needy.number, addressSid: "AD1" })).answer.status).toBe(201);
  });

  it("of Vapi's own numbers goes by area code, and passes on the hint when there is none", async () => {
    const json = { provider: "vapi", name: "Amérique", areaCode: "212" };
    const refused = await desk.call("POST", "/v1/phone-numbers/provision", { json });
    expect(refused).toMatchObject({ status: 422, body: { code: "vapi_refused", errors: [{ path: "areaCode" }] } });
    expect(refused.body.detail).toMatch(/Try one of/);
    await house.vapi.fault({ method: "POST", path: "/phone-number", times: 1, dropAfterWork: true });
    const { status, body } = await desk.call("POST", "/v1/phone-numbers/provision", {
      json: { ...json, areaCode: "701" },
    });
    expect(status).toBe(201);
    const { number } = await desk.active(body.id);
    expect(number).toMatch(/^\+1701555\d{4}$/);
    expect(await desk.atVapi(number)).toHaveLength(1);
  });

  it("survives the death of every Worker in the middle of it", async () => {
    const number = await desk.offer("twilio");
    await house.numbers.fault({ method: "POST", path: "/2010-04-01/*", times: 1, latencyMs: 700 });
    const dying = desk.order("twilio", { number }).catch(() => undefined);
    await vi.waitFor(async () => {
      const rows = await house.sql("select 1 from phone_numbers where number = $1 and order_state = 'buying'", [
        number,
      ]);
      expect(rows).toHaveLength(1);
    }, PATIENCE);
    await house.restartWorkers();
    await dying;
    await vi.waitFor(async () => {
      const rows = await house.sql("select 1 from phone_numbers where number = $1 and order_state = 'done'", [number]);
      expect(rows).toHaveLength(1);
    }, PATIENCE);
    expect(desk.deedsOf(number)).toEqual(["bought"]);
    expect(await desk.atVapi(number)).toHaveLength(1);
  });
});

describe("an order at Telnyx that needs documents", () => {
  const aMobile = async () => {
    const json = { country: "FR", type: "mobile", limit: 50 };
    const { body } = await desk.call("POST", "/v1/phone-numbers/search", { json });
    const found = body.items.find(({ provider }: { provider: string }) => provider === "telnyx");
    expect(found.requirements).toEqual([{ field: "requirementGroupId", description: expect.any(String) }]);
    return String(found.number);
  };

  it("is refused in a sentence without them, and carried out with those that were looked at", async () => {
    const number = await aMobile();
    const { answer } = await desk.order("telnyx", { number });
    expect(answer).toMatchObject({ status: 422, body: { code: "provider_refused", errors: [{ path: "number" }] } });
    expect(answer.body.detail).toMatch(/requirement group.*\.$/);
    const requirementGroupId = house.numbers.requirementGroups.approved;
    expect((await desk.order("telnyx", { number, requirementGroupId })).answer).toMatchObject({
      status: 201,
      body: { status: "active" },
    });
    expect(desk.deedsOf(number)).toEqual(["bought"]);
  });

  it.each(["approved", "declined"] as const)("waits while they are looked at, and is %s", async (verdict) => {
    const number = await aMobile();
    const requirementGroupId = house.numbers.requirementGroups.underReview;
    const { answer } = await desk.order("telnyx", { number, requirementGroupId });
    expect(answer, answer.text).toMatchObject({ status: 201, body: { status: "ordering", error: null } });
    const { id } = answer.body;
    // Long enough to have been given up, were it taken for lost.
    await vi.waitFor(async () => {
      const [row] = await house.sql<{ looks: number }>("select order_looks as looks from phone_numbers where id = $1", [
        id,
      ]);
      expect(row?.looks).toBeGreaterThan(2);
    }, PATIENCE);
    expect(await desk.find(id)).toMatchObject({ status: "ordering" });
    await house.numbers.review(number, verdict);
    if (verdict === "approved") await desk.active(id);
    else {
      await vi.waitFor(async () => expect(await desk.find(id)).toMatchObject({ status: "failed" }), PATIENCE);
      expect((await desk.find(id)).error).toMatch(/^Telnyx could not deliver/);
      expect((await desk.call("DELETE", `/v1/phone-numbers/${id}`)).status).toBe(204);
    }
    expect(desk.deedsOf(number)).toEqual(verdict === "approved" ? ["bought"] : []);
  });
});

it("an order whose documents are being looked at is taken back at Telnyx when its number is let go", async () => {
  const number = await desk.offer("telnyx", "mobile");
  const requirementGroupId = house.numbers.requirementGroups.underReview;
  const { id } = (await desk.order("telnyx", { number, requirementGroupId })).answer.body;
  expect((await desk.call("DELETE", `/v1/phone-numbers/${id}`)).status).toBe(204);
  await vi.waitFor(
    async () => expect(await house.sql("select 1 from phone_numbers where id = $1", [id])).toEqual([]),
    PATIENCE,
  );
  await house.numbers.review(number, "approved");
  expect(desk.deedsOf(number)).toEqual([]);
});

describe("a number that is there already", () => {
  it("is taken into use with all that is wanted of it, and is not given back with it", async () => {
    const number = await desk.offer("vonage");
    const { apiKey, apiSecret } = house.numbers.accounts.vonage;
    const authorization = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString("base64")}`;
    const credentialId = await desk.credentialAt("vonage");
    const fallback = { type: "number", number: "+33 6 39 98 12 34" };
    const hours = {
      timeZone: "Europe/Paris",
      weekly: [],
      open: { type: "message", text: "Bonjour." },
      closed: { type: "message", text: "Le cabinet est fermé." },
    };
    const json = { provider: "vonage", name: "Porté", credentialId, number, fallback, hours };

    const tooEarly = await desk.call("POST", "/v1/phone-numbers", { json });
    expect(tooEarly).toMatchObject({ status: 422, body: { code: "provider_refused", errors: [{ path: "number" }] } });
    expect(tooEarly.body.detail).toBe("This number is not in the account yet.");
    expect(desk.deedsOf(number)).toEqual([]);

    const bought = await fetch(`${house.numbers.url}/number/buy`, {
      method: "POST",
      headers: { authorization },
      body: new URLSearchParams({ country: "FR", msisdn: number.slice(1) }),
    });
    expect(bought.status).toBe(200);
    const headers = { "idempotency-key": crypto.randomUUID() };
    const created = await desk.call("POST", "/v1/phone-numbers", { json, headers });
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
    expect(await desk.call("POST", "/v1/phone-numbers", { json, headers })).toMatchObject({
      status: 201,
      replayed: "true",
      body: { id },
    });
    expect((await desk.atVapi(number))[0]?.assistantId).toBeUndefined();
    const [entry] = await house.sql<{ action: string }>(
      "select action from audit_log where resource_id = $1 and actor_kind <> 'system'",
      [id],
    );
    expect(entry?.action).toBe("phone-number.create");
    expect((await desk.call("DELETE", `/v1/phone-numbers/${id}`)).status).toBe(204);
    await vi.waitFor(async () => expect(await desk.atVapi(number)).toEqual([]), PATIENCE);
    expect(desk.deedsOf(number)).toEqual(["bought"]);
  });

  it("or is one of Vapi's own, or of a trunk", async () => {
    const ofVapi = { provider: "vapi", name: "Amérique", areaCode: "701" };
    expect(await desk.call("POST", "/v1/phone-numbers", { json: ofVapi })).toMatchObject({
      status: 201,
      body: { number: expect.stringMatching(/^\+1701/), isBought: false },
    });
    const wrong = {
      ...ofVapi,
      provider: "twilio",
      credentialId: await desk.credentialAt("telnyx"),
      number: "+33199001000",
    };
    expect((await desk.call("POST", "/v1/phone-numbers", { json: wrong })).body.errors).toContainEqual(
      expect.objectContaining({ path: "areaCode" }),
    );
    const { areaCode: _, ...elsewhere } = wrong;
    expect((await desk.call("POST", "/v1/phone-numbers", { json: elsewhere })).body.errors).toEqual([
      { path: "credentialId", message: "is an account at telnyx" },
    ]);
  });
});
