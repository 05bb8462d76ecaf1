import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { DELAY_MS, openTelephony, PATIENCE, type PhoneNumber } from "./telephony-api.ts";

let stack: Stack;
let owner: Organization;
let telephony: ReturnType<typeof openTelephony>;

beforeAll(async () => {
  stack = await startStack({
    vars: { "allokoli-telephony": { MIRROR_SWEEP_DELAY_MS: String(DELAY_MS), MIRROR_WATCH_EVERY_MS: "500" } },
  });
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

describe("credentials", () => {
  it.each(["twilio", "telnyx", "vonage"] as const)(
    "of %s are tried, kept sealed and shown masked",
    async (provider) => {
      const id = await telephony.credentialAt(provider);
      const { body, text } = await telephony.call("GET", `/v1/telephony-credentials/${id}`);
      expect(body).toMatchObject({ id, provider, sync: { state: "synced" } });
      const [row] = await stack.sql("select * from telephony_credentials where id = $1", [id]);
      for (const secret of Object.values(stack.numbers.accounts[provider])) {
        if (secret.length > 12) expect(text + JSON.stringify(row)).not.toContain(secret);
      }
      const there = (await (await stack.vapi.api("/credential")).json()) as { name?: string }[];
      expect(there.filter(({ name }) => name === id)).toHaveLength(provider === "twilio" ? 0 : 1);
    },
  );

  it("that the provider refuses are reported at their field, and not stored", async () => {
    const before = (await telephony.call("GET", "/v1/telephony-credentials")).body.items.length;
    const { accountSid } = stack.numbers.accounts.twilio;
    for (const [wrong, path] of [
      [{ provider: "twilio", accountSid, authToken: "wrong" }, "authToken"],
      [{ provider: "twilio", accountSid, apiKey: "SK1", apiSecret: "wrong" }, "apiSecret"],
      [{ provider: "telnyx", apiKey: "wrong" }, "apiKey"],
      [{ provider: "vonage", apiKey: "wrong", apiSecret: "wrong" }, "apiSecret"],
      [{ provider: "twilio", accountSid }, "authToken"],
    ] as const) {
      const { status, body } = await telephony.call("POST", "/v1/telephony-credentials", {
        json: { name: "Faux", ...wrong },
      });
      expect(status).toBe(422);
      expect(body).toMatchObject({ code: "validation_failed", errors: [{ path }] });
    }
    expect((await telephony.call("GET", "/v1/telephony-credentials")).body.items).toHaveLength(before);
  });

  it("are not stored while the provider does not answer, and the client gets an error", async () => {
    await stack.numbers.fault({ status: 503 });
    const json = { provider: "telnyx", name: "Absent", ...stack.numbers.accounts.telnyx };
    expect(await telephony.call("POST", "/v1/telephony-credentials", { json })).toMatchObject({
      status: 502,
      body: { code: "provider_unavailable" },
    });
  });

  it("of a trunk are sent to Vapi, and deleted there with the credential; a changed secret is sent again", async () => {
    const trunk = {
      provider: "sip",
      name: "Trunk",
      gateway: "203.0.113.9",
      username: "cabinet",
      password: "a-long-secret-word",
    };
    const saved = await telephony.call("POST", "/v1/telephony-credentials", { json: trunk });
    expect(saved, saved.text).toMatchObject({
      status: 201,
      body: { masked: { gateway: "203.0.113.9", password: "••••word" } },
    });
    const { id } = saved.body;
    const changed = { gateway: "sip.example.fr", username: "cabinet", password: "another-secret-word" };
    expect((await telephony.call("PATCH", `/v1/telephony-credentials/${id}`, { json: changed })).status).toBe(200);
    type AtVapi = { name?: string; gateways?: { ip: string }[]; outboundAuthenticationPlan?: object };
    const there = async () =>
      ((await (await stack.vapi.api("/credential")).json()) as AtVapi[]).filter(({ name }) => name === id);
    await vi.waitFor(async () => expect((await there())[0]?.gateways?.[0]?.ip).toBe("sip.example.fr"), PATIENCE);
    expect((await there())[0]?.outboundAuthenticationPlan).toEqual({ authUsername: "cabinet" });
    const open = await telephony.call("PATCH", `/v1/telephony-credentials/${id}`, {
      json: { gateway: "sip.example.fr" },
    });
    expect(open, open.text).toMatchObject({ status: 200, body: { masked: { gateway: "sip.example.fr" } } });
    await vi.waitFor(async () => expect((await there())[0]?.outboundAuthenticationPlan).toEqual({}), PATIENCE);
    const ordered = await telephony.call("POST", "/v1/phone-numbers/provision", {
      json: { provider: "sip", name: "Trunk", credentialId: id, number: "+33 1 99 00 99 99" },
    });
    expect(ordered, ordered.text).toMatchObject({
      status: 201,
      body: { status: "active", number: "+33199009999", isBought: false },
    });
    expect(await telephony.call("DELETE", `/v1/telephony-credentials/${id}`)).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });
    expect((await telephony.call("DELETE", `/v1/phone-numbers/${ordered.body.id}`)).status).toBe(204);
    await vi.waitFor(
      async () => expect((await telephony.call("DELETE", `/v1/telephony-credentials/${id}`)).status).toBe(204),
      PATIENCE,
    );
    await vi.waitFor(async () => expect(await there()).toEqual([]), PATIENCE);
  });
});

describe("a search", () => {
  it("asks every account at once, for French numbers too", async () => {
    await Promise.all((["twilio", "telnyx", "vonage"] as const).map(telephony.credentialAt));
    const { status, body } = await telephony.call("POST", "/v1/phone-numbers/search", {
      json: { country: "FR", type: "mobile", capabilities: ["sms"] },
    });
    expect(status).toBe(200);
    expect(new Set(body.items.map((one: { provider: string }) => one.provider))).toEqual(
      new Set(["twilio", "telnyx", "vonage"]),
    );
    expect(body.items.every((one: { number: string }) => /^\+336\d{8}$/.test(one.number))).toBe(true);
  });

  it("compares prices in one currency, also with the highest allowed price", async () => {
    const ask = async (json: object) =>
      (await telephony.call("POST", "/v1/phone-numbers/search", { json: { country: "FR", ...json } })).body;
    const { items, ratesOf } = await ask({ currency: "USD" });
    expect(ratesOf).toBe("2026-11-20");
    const priceOf = (one: { comparablePrice: { amount: string; currency: string } }) => one.comparablePrice;
    expect(items.every((one: never) => priceOf(one).currency === "USD")).toBe(true);
    const amounts = items.map((one: never) => Number(priceOf(one).amount));
    expect(amounts).toEqual(amounts.toSorted((left: number, right: number) => left - right));
    expect(new Set(amounts).size).toBeGreaterThan(1);
    // 1.15 dollars are a euro, 1.15 euros are not.
    const cheap = (await ask({ maxPrice: 1.1 })).items as { provider: string }[];
    expect(new Set(cheap.map(({ provider }) => provider))).toEqual(new Set(["twilio", "telnyx"]));
  });

  it("finds an area with or without its trunk prefix, and no number elsewhere", async () => {
    for (const areaCode of ["5", "05"]) {
      const { body } = await telephony.call("POST", "/v1/phone-numbers/search", { json: { country: "FR", areaCode } });
      expect(new Set(body.items.map(({ number }: PhoneNumber) => number.slice(0, 4)))).toEqual(new Set(["+335"]));
    }
    const { body } = await telephony.call("POST", "/v1/phone-numbers/search", {
      json: { country: "FR", locality: "rennes" },
    });
    expect(body.items.length).toBeGreaterThan(0);
    expect(body.items.every(({ locality }: { locality: string }) => locality === "Rennes")).toBe(true);
  });

  it("names the provider that failed besides the results of the others", async () => {
    await stack.numbers.fault({ path: "/v2/*", status: 500 });
    const { status, body } = await telephony.call("POST", "/v1/phone-numbers/search", { json: { country: "FR" } });
    expect(status).toBe(200);
    const states = body.providers.map(({ provider, state }: { provider: string; state: string }) => [provider, state]);
    expect(states).toContainEqual(["telnyx", "failed"]);
    expect(states).toContainEqual(["twilio", "answered"]);
    expect(body.items.length).toBeGreaterThan(0);
  });
});

describe("a resource of another organization", () => {
  it("is refused in a body, naming the field", async () => {
    const outsider = await stack.newOrganization();
    const foreign = await telephony.call("POST", "/v1/assistants", {
      json: { name: "Étrangère" },
      token: outsider.token,
    });
    const assistantId = foreign.body.id;
    const { answer } = await telephony.order("twilio", { assistantId });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: "assistantId" }] } });
    const { body: mine } = (await telephony.order("twilio")).answer;
    const open = { type: "assistant", assistantId };
    for (const [json, path] of [
      [{ assistantId }, "assistantId"],
      [{ hours: { timeZone: "Europe/Paris", weekly: [], open, closed: open } }, "hours.open.assistantId"],
    ] as const) {
      expect(await telephony.call("PATCH", `/v1/phone-numbers/${mine.id}`, { json })).toMatchObject({
        status: 422,
        body: { errors: [{ path }, ...("hours" in json ? [{}] : [])] },
      });
    }
    const others = {
      provider: "twilio",
      name: "X",
      credentialId: await telephony.credentialAt("twilio"),
      number: await telephony.offer("twilio"),
    };
    for (const path of ["/v1/phone-numbers", "/v1/phone-numbers/provision"]) {
      expect(await telephony.call("POST", path, { json: others, token: outsider.token })).toMatchObject({
        status: 422,
        body: { errors: [{ path: "credentialId" }] },
      });
      const hours = { timeZone: "Europe/Paris", weekly: [], open, closed: open };
      const mixed = { provider: "vapi", name: "X", areaCode: "701", hours };
      expect(await telephony.call("POST", path, { json: mixed })).toMatchObject({
        status: 422,
        body: { errors: [{ path: "hours.open.assistantId" }, { path: "hours.closed.assistantId" }] },
      });
    }
    const called = { assistantId, customer: { number: "+33612345678" }, phoneNumberId: mine.id };
    expect(
      (await telephony.call("POST", "/v1/calls", { json: called, token: outsider.token })).body.errors,
    ).toMatchObject([{ path: "phoneNumberId" }]);
  });

  it("a member sets who answers a number, and neither buys nor releases one", async () => {
    const { token } = await stack.newMember(owner.organizationId, "member");
    const { body: mine } = (await telephony.order("vonage")).answer;
    expect(
      (await telephony.call("PATCH", `/v1/phone-numbers/${mine.id}`, { json: { name: "Standard" }, token })).status,
    ).toBe(200);
    expect((await telephony.call("DELETE", `/v1/phone-numbers/${mine.id}`, { token })).status).toBe(403);
    const json = { provider: "vapi", name: "X", areaCode: "701" };
    for (const path of ["/v1/phone-numbers", "/v1/phone-numbers/provision"])
      expect((await telephony.call("POST", path, { json, token })).status).toBe(403);
    const secret = { provider: "telnyx", name: "X", ...stack.numbers.accounts.telnyx };
    expect((await telephony.call("POST", "/v1/telephony-credentials", { json: secret, token })).status).toBe(403);
  });
});

describe("a number's day", () => {
  const FOREVER = [
    {
      days: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
      from: "00:00",
      to: "24:00",
    },
  ];

  it("has one assistant by day, another at night or a transfer, and ends with the number's release", async () => {
    const assistant = async (name: string) => (await telephony.call("POST", "/v1/assistants", { json: { name } })).body;
    const [day, night] = [await assistant("Jour"), await assistant("Nuit")];
    const { number, answer } = await telephony.order("twilio", { assistantId: day.id });
    const { id, vapiPhoneNumberId } = await telephony.active(answer.body.id);
    expect((await telephony.atVapi(number))[0]?.assistantId).toBe(day.vapiAssistantId);
    expect((await telephony.ring(vapiPhoneNumberId)).assistantId).toBe(day.vapiAssistantId);

    const hours = {
      timeZone: "Europe/Paris",
      weekly: FOREVER,
      open: { type: "assistant", assistantId: day.id },
      closed: { type: "assistant", assistantId: night.id },
    };
    const patched = await telephony.call("PATCH", `/v1/phone-numbers/${id}`, { json: { hours } });
    expect(patched, patched.text).toMatchObject({ status: 200, body: { sync: { state: "synced" } } });
    expect((await telephony.atVapi(number))[0]?.assistantId).toBeUndefined();
    expect((await telephony.ring(vapiPhoneNumberId)).assistantId).toBe(day.vapiAssistantId);

    await telephony.call("PATCH", `/v1/phone-numbers/${id}`, { json: { hours: { ...hours, weekly: [] } } });
    expect((await telephony.ring(vapiPhoneNumberId)).assistantId).toBe(night.vapiAssistantId);

    const closed = { type: "transfer", number: "+33 6 39 98 12 34", message: "Je vous passe la garde." };
    await telephony.call("PATCH", `/v1/phone-numbers/${id}`, { json: { hours: { ...hours, weekly: [], closed } } });
    expect((await telephony.ring(vapiPhoneNumberId)).endedReason).toMatch(/forwarding/);

    const message = { type: "message", text: "Le cabinet est fermé." };
    await telephony.call("PATCH", `/v1/phone-numbers/${id}`, {
      json: { hours: { ...hours, weekly: [], closed: message } },
    });
    expect((await telephony.ring(vapiPhoneNumberId)).endedReason).toBe("assistant-request-returned-error");

    const out = await telephony.call("POST", "/v1/calls", {
      json: { assistantId: day.id, phoneNumberId: id, customer: { number: "+33612345678" } },
    });
    expect(out.status, out.text).toBe(201);
    const placed = await stack.vapi.requests({ method: "POST", path: "/call" });
    expect(placed.at(-1)?.body).toMatchObject({ phoneNumberId: vapiPhoneNumberId });

    expect((await telephony.call("DELETE", `/v1/phone-numbers/${id}`)).status).toBe(204);
    expect((await telephony.call("GET", `/v1/phone-numbers/${id}`)).status).toBe(404);
    await vi.waitFor(async () => {
      expect(await telephony.atVapi(number)).toEqual([]);
      expect(telephony.deedsOf(number)).toEqual(["bought", "released"]);
      expect(await stack.sql("select 1 from phone_numbers where id = $1", [id])).toEqual([]);
    }, PATIENCE);
    const told = await stack.sql<{ type: string }>(
      "select type from events where resource_id = $1 order by created_at, id",
      [id],
    );
    expect(told[0]?.type).toBe("phone-number.created");
    expect(told.map(({ type }) => type)).toContain("phone-number.deleted");
  });

  it("that names a deleted assistant is updated at Vapi", async () => {
    const { body: gone } = await telephony.call("POST", "/v1/assistants", { json: { name: "Partante" } });
    const { number, answer } = await telephony.order("twilio", { assistantId: gone.id });
    await telephony.active(answer.body.id);
    expect((await telephony.atVapi(number))[0]?.assistantId).toBe(gone.vapiAssistantId);
    expect((await telephony.call("DELETE", `/v1/assistants/${gone.id}`)).status).toBe(204);
    await vi.waitFor(async () => expect((await telephony.atVapi(number))[0]?.assistantId).toBeUndefined(), PATIENCE);
    expect((await telephony.call("GET", `/v1/phone-numbers/${answer.body.id}`)).body).toMatchObject({
      assistantId: null,
    });
  });

  it("whose secret Vapi refused is sent again when the secret is corrected", async () => {
    const { answer } = await telephony.order("twilio");
    await telephony.active(answer.body.id);
    const { accountSid, authToken } = stack.numbers.accounts.twilio;
    const save = async () => {
      const path = `/v1/telephony-credentials/${await telephony.credentialAt("twilio")}`;
      expect((await telephony.call("PATCH", path, { json: { accountSid, authToken } })).status).toBe(200);
    };
    await stack.vapi.fault({ method: "PATCH", path: "/phone-number/*", status: 400 });
    await save();
    await vi.waitFor(
      async () => expect(await telephony.find(answer.body.id)).toMatchObject({ sync: { state: "failed" } }),
      PATIENCE,
    );
    await stack.vapi.clearFaults();
    await save();
    await telephony.active(answer.body.id);
  });

  it("no secret of an account is in a log line", () => {
    const lines = stack
      .logs()
      .map(({ message }) => message)
      .join("\n");
    for (const secret of [
      stack.numbers.accounts.twilio.authToken,
      stack.numbers.accounts.telnyx.apiKey,
      stack.secrets.credentialsKey,
    ])
      expect(lines).not.toContain(secret);
  });
});
