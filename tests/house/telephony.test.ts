import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startHouse, type House, type Organization } from "../house.ts";

/** The pause before an order or the mirror tries again. */
const DELAY_MS = 200;
const PATIENCE = { timeout: 20_000, interval: 50 };

type Number = {
  id: string;
  number: string;
  status: string;
  error: string | null;
  sync: { state: string };
  vapiPhoneNumberId: string;
};
type AtVapi = { id: string; number?: string; assistantId?: string; server?: { url: string }; twilioAuthToken?: string };

let house: House;
let owner: Organization;

beforeAll(async () => {
  house = await startHouse({ vars: { "allokoli-telephony": { MIRROR_SWEEP_DELAY_MS: String(DELAY_MS) } } });
  owner = await house.newOrganization();
  // Orders more numbers than a small organization may have.
  await house.sql("update organizations set plan = 'business' where id = $1", [owner.organizationId]);
});
afterEach(async () => {
  house.postgres.heal();
  await house.vapi.clearFaults();
  await house.numbers.clearFaults();
});
afterAll(() => house.close());

const call = async (
  method: string,
  path: string,
  init: { json?: unknown; headers?: Record<string, string>; token?: string } = {},
) => {
  const answer = await house.api(path, { token: owner.token, method, ...init });
  const text = await answer.text();
  const [etag, replayed] = [answer.headers.get("etag"), answer.headers.get("idempotent-replayed")];
  return { status: answer.status, etag, replayed, text, body: text === "" ? undefined : JSON.parse(text) };
};
const credentials = new Map<string, string>();
/** The organization's credential at a provider, saved once. */
async function credentialAt(provider: "twilio" | "telnyx" | "vonage"): Promise<string> {
  const { twilio, telnyx, vonage } = house.numbers.accounts;
  const secret = { twilio: { accountSid: twilio.accountSid, authToken: twilio.authToken }, telnyx, vonage }[provider];
  const known = credentials.get(provider);
  if (known !== undefined) return known;
  const saved = await call("POST", "/v1/telephony-credentials", { json: { provider, name: provider, ...secret } });
  expect(saved.status, saved.text).toBe(201);
  credentials.set(provider, saved.body.id);
  return saved.body.id;
}
async function offer(provider: string): Promise<string> {
  const { body } = await call("POST", "/v1/phone-numbers/search", {
    json: { country: "FR", type: "local", limit: 50 },
  });
  const found = body.items.find((one: { provider: string }) => one.provider === provider);
  return found.number;
}
async function order(
  provider: "twilio" | "telnyx" | "vonage",
  extra: object = {},
  headers: Record<string, string> = {},
) {
  const json = {
    provider,
    name: "Accueil",
    credentialId: await credentialAt(provider),
    number: await offer(provider),
    ...extra,
  };
  return { number: json.number, answer: await call("POST", "/v1/phone-numbers/provision", { json, headers }) };
}
const find = async (id: string): Promise<Number> => (await call("GET", `/v1/phone-numbers/${id}`)).body;
const active = (id: string) =>
  vi.waitFor(async () => {
    const number = await find(id);
    expect(number).toMatchObject({ status: "active", sync: { state: "synced" } });
    return number;
  }, PATIENCE);
const atVapi = async (number: string): Promise<AtVapi[]> =>
  ((await (await house.vapi.api("/phone-number?limit=1000")).json()) as AtVapi[]).filter(
    (one) => one.number === number,
  );
const deedsOf = (number: string) =>
  house.numbers
    .deeds()
    .filter((one) => one.number === number)
    .map(({ deed }) => deed);

describe("credentials", () => {
  it.each(["twilio", "telnyx", "vonage"] as const)(
    "of %s are tried, kept sealed and shown masked",
    async (provider) => {
      const id = await credentialAt(provider);
      const { body, text } = await call("GET", `/v1/telephony-credentials/${id}`);
      expect(body).toMatchObject({ id, provider, sync: { state: "synced" } });
      const [row] = await house.sql("select * from telephony_credentials where id = $1", [id]);
      for (const secret of Object.values(house.numbers.accounts[provider])) {
        if (secret.length > 12) expect(text + JSON.stringify(row)).not.toContain(secret);
      }
      const there = (await (await house.vapi.api("/credential")).json()) as { name?: string }[];
      expect(there.filter(({ name }) => name === id)).toHaveLength(provider === "twilio" ? 0 : 1);
    },
  );

  it("that the provider refuses are a sentence at their field, and are not kept", async () => {
    const before = (await call("GET", "/v1/telephony-credentials")).body.items.length;
    const { accountSid } = house.numbers.accounts.twilio;
    for (const [wrong, path] of [
      [{ provider: "twilio", accountSid, authToken: "wrong" }, "authToken"],
      [{ provider: "twilio", accountSid, apiKey: "SK1", apiSecret: "wrong" }, "apiSecret"],
      [{ provider: "telnyx", apiKey: "wrong" }, "apiKey"],
      [{ provider: "vonage", apiKey: "wrong", apiSecret: "wrong" }, "apiSecret"],
      [{ provider: "twilio", accountSid }, "authToken"],
    ] as const) {
      const { status, body } = await call("POST", "/v1/telephony-credentials", { json: { name: "Faux", ...wrong } });
      expect(status).toBe(422);
      expect(body).toMatchObject({ code: "validation_failed", errors: [{ path }] });
    }
    expect((await call("GET", "/v1/telephony-credentials")).body.items).toHaveLength(before);
  });

  it("wait for a provider that does not answer: nothing is kept, and the client is told", async () => {
    await house.numbers.fault({ status: 503 });
    const json = { provider: "telnyx", name: "Absent", ...house.numbers.accounts.telnyx };
    expect(await call("POST", "/v1/telephony-credentials", { json })).toMatchObject({
      status: 502,
      body: { code: "provider_unavailable" },
    });
  });

  it("of a trunk go to Vapi, and leave it with the credential; a changed secret follows", async () => {
    const trunk = {
      provider: "sip",
      name: "Trunk",
      gateway: "203.0.113.9",
      username: "cabinet",
      password: "a-long-secret-word",
    };
    const saved = await call("POST", "/v1/telephony-credentials", { json: trunk });
    expect(saved, saved.text).toMatchObject({
      status: 201,
      body: { masked: { gateway: "203.0.113.9", password: "••••word" } },
    });
    const { id } = saved.body;
    const changed = { gateway: "sip.example.fr", username: "cabinet", password: "another-secret-word" };
    expect((await call("PATCH", `/v1/telephony-credentials/${id}`, { json: changed })).status).toBe(200);
    const there = async () =>
      ((await (await house.vapi.api("/credential")).json()) as { name?: string; gateways?: { ip: string }[] }[]).filter(
        ({ name }) => name === id,
      );
    await vi.waitFor(async () => expect((await there())[0]?.gateways?.[0]?.ip).toBe("sip.example.fr"), PATIENCE);
    const ordered = await call("POST", "/v1/phone-numbers/provision", {
      json: { provider: "sip", name: "Trunk", credentialId: id, number: "+33 1 99 00 99 99" },
    });
    expect(ordered, ordered.text).toMatchObject({
      status: 201,
      body: { status: "active", number: "+33199009999", isBought: false },
    });
    expect(await call("DELETE", `/v1/telephony-credentials/${id}`)).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });
    expect((await call("DELETE", `/v1/phone-numbers/${ordered.body.id}`)).status).toBe(204);
    await vi.waitFor(
      async () => expect((await call("DELETE", `/v1/telephony-credentials/${id}`)).status).toBe(204),
      PATIENCE,
    );
    await vi.waitFor(async () => expect(await there()).toEqual([]), PATIENCE);
  });
});

describe("a search", () => {
  it("asks every account at once, for French numbers too", async () => {
    await Promise.all((["twilio", "telnyx", "vonage"] as const).map(credentialAt));
    const { status, body } = await call("POST", "/v1/phone-numbers/search", {
      json: { country: "FR", type: "mobile", capabilities: ["sms"] },
    });
    expect(status).toBe(200);
    expect(new Set(body.items.map((one: { provider: string }) => one.provider))).toEqual(
      new Set(["twilio", "telnyx", "vonage"]),
    );
    expect(body.items.every((one: { number: string }) => /^\+336\d{8}$/.test(one.number))).toBe(true);
  });

  it("tells who failed beside what the others found", async () => {
    await house.numbers.fault({ path: "/v2/*", status: 500 });
    const { status, body } = await call("POST", "/v1/phone-numbers/search", { json: { country: "FR" } });
    expect(status).toBe(200);
    const states = body.providers.map(({ provider, state }: { provider: string; state: string }) => [provider, state]);
    expect(states).toContainEqual(["telnyx", "failed"]);
    expect(states).toContainEqual(["twilio", "answered"]);
    expect(body.items.length).toBeGreaterThan(0);
  });
});

describe("an order", () => {
  it.each(["twilio", "telnyx", "vonage"] as const)("at %s buys once and is answered by Vapi", async (provider) => {
    const { number, answer } = await order(provider);
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body).toMatchObject({
      number,
      status: "active",
      isBought: true,
      country: "FR",
      sync: { state: "synced" },
    });
    expect(deedsOf(number)).toEqual(["bought"]);
    const [made] = await atVapi(number);
    expect(made?.server?.url).toContain(`org=${owner.organizationId}`);
    expect(answer.text).not.toContain(house.numbers.accounts.twilio.authToken);
  });

  it("with the same key is the same order", async () => {
    const json = {
      provider: "twilio",
      name: "Une fois",
      credentialId: await credentialAt("twilio"),
      number: await offer("twilio"),
    };
    const headers = { "idempotency-key": crypto.randomUUID() };
    const first = await call("POST", "/v1/phone-numbers/provision", { json, headers });
    const second = await call("POST", "/v1/phone-numbers/provision", { json, headers });
    expect(second).toMatchObject({ status: 201, replayed: "true", body: { id: first.body.id } });
    expect(deedsOf(json.number)).toEqual(["bought"]);
    expect((await call("POST", "/v1/phone-numbers/provision", { json })).status).toBe(409);
  });

  it.each([
    ["twilio", "/2010-04-01/*"],
    ["telnyx", "/v2/number_orders"],
    ["vonage", "/number/buy"],
  ] as const)(
    "at %s whose answer is lost after the purchase is carried on, and buys nothing twice",
    async (provider, path) => {
      const number = await offer(provider);
      await house.numbers.fault({ method: "POST", path, times: 1, dropAfterWork: true });
      const { answer } = await order(provider, { number });
      expect(answer.status, answer.text).toBe(201);
      await active(answer.body.id);
      expect(deedsOf(number)).toEqual(["bought"]);
      expect(await atVapi(number)).toHaveLength(1);
    },
  );

  it("whose import's answer is lost is one number at Vapi", async () => {
    await house.vapi.fault({ method: "POST", path: "/phone-number", times: 1, dropAfterWork: true });
    const { number, answer } = await order("twilio");
    expect(answer.body).toMatchObject({ status: "ordering" });
    const [early] = [await call("DELETE", `/v1/phone-numbers/${answer.body.id}`)];
    expect([204, 409]).toContain(early.status);
    if (early.status === 409) await active(answer.body.id);
    expect(deedsOf(number)[0]).toBe("bought");
    await vi.waitFor(async () => expect(await atVapi(number)).toHaveLength(early.status === 409 ? 1 : 0), PATIENCE);
  });

  it("that Vapi refuses is given back, and says why", async () => {
    const number = await offer("twilio");
    await house.vapi.api("/phone-number", {
      method: "POST",
      json: { provider: "twilio", number, twilioAccountSid: "AC1", twilioAuthToken: "x" },
    });
    const { answer } = await order("twilio", { number });
    expect(answer).toMatchObject({ status: 422, body: { code: "vapi_refused", errors: [{ path: "number" }] } });
    expect(deedsOf(number)).toEqual(["bought", "released"]);
    const listed = (await call("GET", "/v1/phone-numbers?limit=100")).body.items as Number[];
    expect(listed.map((one) => one.number)).not.toContain(number);
    await house.numbers.sell(number);
  });

  it("that Vapi refuses while the provider is away is given back in the end", async () => {
    const number = await offer("telnyx");
    await house.vapi.api("/phone-number", {
      method: "POST",
      json: { provider: "twilio", number, twilioAccountSid: "AC1", twilioAuthToken: "x" },
    });
    await house.numbers.fault({ method: "DELETE", path: "/v2/*", times: 2, status: 503 });
    const { answer } = await order("telnyx", { number });
    expect(answer).toMatchObject({ status: 422, body: { code: "vapi_refused" } });
    await vi.waitFor(() => expect(deedsOf(number)).toEqual(["bought", "released"]), PATIENCE);
    await house.numbers.sell(number);
  });

  it("of a number that is sold, or that needs an address, is refused in the provider's sentence", async () => {
    const number = await offer("vonage");
    await house.numbers.sell(number);
    expect((await order("vonage", { number })).answer).toMatchObject({
      status: 422,
      body: { code: "provider_refused", errors: [{ path: "number" }] },
    });
    const { body } = await call("POST", "/v1/phone-numbers/search", { json: { country: "FR", type: "mobile" } });
    const needy = body.items.find((one: { provider: string }) => one.provider === "twilio");
    expect(needy.needsAddress).toBe(true);
    const refused = (await order("twilio", { number: needy.number })).answer;
    expect(refused.body.detail).toMatch(/Address/);
    expect((await order("twilio", { number: needy.number, addressSid: "AD1" })).answer.status).toBe(201);
  });

  it("of Vapi's own numbers goes by area code, and passes on the hint when there is none", async () => {
    const json = { provider: "vapi", name: "Amérique", areaCode: "212" };
    const refused = await call("POST", "/v1/phone-numbers/provision", { json });
    expect(refused).toMatchObject({ status: 422, body: { code: "vapi_refused", errors: [{ path: "areaCode" }] } });
    expect(refused.body.detail).toMatch(/Try one of/);
    await house.vapi.fault({ method: "POST", path: "/phone-number", times: 1, dropAfterWork: true });
    const { status, body } = await call("POST", "/v1/phone-numbers/provision", { json: { ...json, areaCode: "701" } });
    expect(status).toBe(201);
    const { number } = await active(body.id);
    expect(number).toMatch(/^\+1701555\d{4}$/);
    expect(await atVapi(number)).toHaveLength(1);
  });

  it("survives the death of every Worker in the middle of it", async () => {
    const number = await offer("twilio");
    await house.numbers.fault({ method: "POST", path: "/2010-04-01/*", times: 1, latencyMs: 700 });
    const dying = order("twilio", { number }).catch(() => undefined);
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
    expect(deedsOf(number)).toEqual(["bought"]);
    expect(await atVapi(number)).toHaveLength(1);
  });
});

describe("what is not the organization's", () => {
  it("is refused in a body, naming the field", async () => {
    const stranger = await house.newOrganization();
    const foreign = await call("POST", "/v1/assistants", { json: { name: "Étrangère" }, token: stranger.token });
    const assistantId = foreign.body.id;
    const { answer } = await order("twilio", { assistantId });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: "assistantId" }] } });
    const { body: mine } = (await order("twilio")).answer;
    const open = { type: "assistant", assistantId };
    for (const [json, path] of [
      [{ assistantId }, "assistantId"],
      [{ hours: { timeZone: "Europe/Paris", weekly: [], open, closed: open } }, "hours.open.assistantId"],
    ] as const) {
      expect(await call("PATCH", `/v1/phone-numbers/${mine.id}`, { json })).toMatchObject({
        status: 422,
        body: { errors: [{ path }, ...("hours" in json ? [{}] : [])] },
      });
    }
    const strangers = {
      provider: "twilio",
      name: "X",
      credentialId: await credentialAt("twilio"),
      number: await offer("twilio"),
    };
    expect(await call("POST", "/v1/phone-numbers/provision", { json: strangers, token: stranger.token })).toMatchObject(
      {
        status: 422,
        body: { errors: [{ path: "credentialId" }] },
      },
    );
    const called = { assistantId, customer: { number: "+33612345678" }, phoneNumberId: mine.id };
    expect((await call("POST", "/v1/calls", { json: called, token: stranger.token })).body.errors).toMatchObject([
      { path: "phoneNumberId" },
    ]);
  });

  it("a member answers the telephone, and neither buys nor releases", async () => {
    const { token } = await house.newMember(owner.organizationId, "member");
    const { body: mine } = (await order("vonage")).answer;
    expect((await call("PATCH", `/v1/phone-numbers/${mine.id}`, { json: { name: "Standard" }, token })).status).toBe(
      200,
    );
    expect((await call("DELETE", `/v1/phone-numbers/${mine.id}`, { token })).status).toBe(403);
    const json = { provider: "vapi", name: "X", areaCode: "701" };
    expect((await call("POST", "/v1/phone-numbers/provision", { json, token })).status).toBe(403);
    const secret = { provider: "telnyx", name: "X", ...house.numbers.accounts.telnyx };
    expect((await call("POST", "/v1/telephony-credentials", { json: secret, token })).status).toBe(403);
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

  async function ring(phoneNumberId: string): Promise<{ assistantId?: string; endedReason?: string }> {
    const { id } = await house.vapi.ring({ phoneNumberId });
    await house.vapi.knob("GET", `/calls/${String(id)}?until=over`);
    return (await (await house.vapi.api(`/call/${String(id)}`)).json()) as { assistantId?: string };
  }

  it("is answered by one by day, by another at night, or passed on, and ends when it is released", async () => {
    const assistant = async (name: string) => (await call("POST", "/v1/assistants", { json: { name } })).body;
    const [day, night] = [await assistant("Jour"), await assistant("Nuit")];
    const { number, answer } = await order("twilio", { assistantId: day.id });
    const { id, vapiPhoneNumberId } = await active(answer.body.id);
    expect((await atVapi(number))[0]?.assistantId).toBe(day.vapiAssistantId);
    expect((await ring(vapiPhoneNumberId)).assistantId).toBe(day.vapiAssistantId);

    const hours = {
      timeZone: "Europe/Paris",
      weekly: FOREVER,
      open: { type: "assistant", assistantId: day.id },
      closed: { type: "assistant", assistantId: night.id },
    };
    const patched = await call("PATCH", `/v1/phone-numbers/${id}`, { json: { hours } });
    expect(patched, patched.text).toMatchObject({ status: 200, body: { sync: { state: "synced" } } });
    expect((await atVapi(number))[0]?.assistantId).toBeUndefined();
    expect((await ring(vapiPhoneNumberId)).assistantId).toBe(day.vapiAssistantId);

    await call("PATCH", `/v1/phone-numbers/${id}`, { json: { hours: { ...hours, weekly: [] } } });
    expect((await ring(vapiPhoneNumberId)).assistantId).toBe(night.vapiAssistantId);

    const closed = { type: "transfer", number: "+33 6 39 98 12 34", message: "Je vous passe la garde." };
    await call("PATCH", `/v1/phone-numbers/${id}`, { json: { hours: { ...hours, weekly: [], closed } } });
    expect((await ring(vapiPhoneNumberId)).endedReason).toMatch(/forwarding/);

    const message = { type: "message", text: "Le cabinet est fermé." };
    await call("PATCH", `/v1/phone-numbers/${id}`, { json: { hours: { ...hours, weekly: [], closed: message } } });
    expect((await ring(vapiPhoneNumberId)).endedReason).toBe("assistant-request-returned-error");

    const out = await call("POST", "/v1/calls", {
      json: { assistantId: day.id, phoneNumberId: id, customer: { number: "+33612345678" } },
    });
    expect(out.status, out.text).toBe(201);
    const placed = await house.vapi.requests({ method: "POST", path: "/call" });
    expect(placed.at(-1)?.body).toMatchObject({ phoneNumberId: vapiPhoneNumberId });

    expect((await call("DELETE", `/v1/phone-numbers/${id}`)).status).toBe(204);
    expect((await call("GET", `/v1/phone-numbers/${id}`)).status).toBe(404);
    await vi.waitFor(async () => {
      expect(await atVapi(number)).toEqual([]);
      expect(deedsOf(number)).toEqual(["bought", "released"]);
      expect(await house.sql("select 1 from phone_numbers where id = $1", [id])).toEqual([]);
    }, PATIENCE);
    const told = await house.sql<{ type: string }>(
      "select type from events where resource_id = $1 order by created_at, id",
      [id],
    );
    expect(told[0]?.type).toBe("phone-number.created");
    expect(told.map(({ type }) => type)).toContain("phone-number.deleted");
  });

  it("that names an assistant which is deleted is told so at Vapi", async () => {
    const { body: gone } = await call("POST", "/v1/assistants", { json: { name: "Partante" } });
    const { number, answer } = await order("twilio", { assistantId: gone.id });
    await active(answer.body.id);
    expect((await atVapi(number))[0]?.assistantId).toBe(gone.vapiAssistantId);
    expect((await call("DELETE", `/v1/assistants/${gone.id}`)).status).toBe(204);
    await vi.waitFor(async () => expect((await atVapi(number))[0]?.assistantId).toBeUndefined(), PATIENCE);
    expect((await call("GET", `/v1/phone-numbers/${answer.body.id}`)).body).toMatchObject({ assistantId: null });
  });

  it("no secret of an account is in a log line", () => {
    const lines = house
      .logs()
      .map(({ message }) => message)
      .join("\n");
    for (const secret of [
      house.numbers.accounts.twilio.authToken,
      house.numbers.accounts.telnyx.apiKey,
      house.secrets.credentialsKey,
    ])
      expect(lines).not.toContain(secret);
  });
});
