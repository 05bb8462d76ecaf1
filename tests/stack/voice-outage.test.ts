import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";

/** Ten minutes, thirty times as fast: also Vapi's time-out of 15 s, the sweep's pause of 15 s, the breaker's pause of 5 s. */
const SHORTER = 30;
const OUTAGE_MS = 600_000 / SHORTER;
/** Less fast, so that a busy machine is not taken for an outage. */
const TIMEOUT_MS = 1_500;
const WAIT = { timeout: 40_000, interval: 100 };
const PROBE = "GET /assistant?limit=1";

type Json = Record<string, unknown>;
type Sync = { state: string; error: string | null };
type Answered = { status: number; retryAfter: number; body: Json };

let stack: Stack;
let tenants: Tenant[];

beforeAll(async () => {
  const vapi = { VAPI_TIMEOUT_MS: String(TIMEOUT_MS), VAPI_PAUSE_MS: String(5_000 / SHORTER) };
  const mirror = { ...vapi, MIRROR_SWEEP_DELAY_MS: String(TIMEOUT_MS) };
  stack = await startStack({
    vars: {
      "allokoli-assistants": mirror,
      "allokoli-telephony": mirror,
      "allokoli-calls": { ...vapi, RECONCILE_AFTER_MS: "2000" },
    },
  });
  tenants = await Promise.all(["a", "b", "c"].map(() => openPractice()));
});
afterAll(() => stack.close());

/** An organization with an assistant, and its requests during the outage. */
type Tenant = Awaited<ReturnType<typeof openPractice>>;

async function openPractice() {
  const owner: Organization = await stack.newOrganization();
  const send = async (method: string, path: string, json?: Json): Promise<Answered> => {
    const answer = await stack.api(path, { ...owner, method, ...(json === undefined ? {} : { json }) });
    const text = await answer.text();
    return {
      status: answer.status,
      retryAfter: Number(answer.headers.get("retry-after")),
      body: text.startsWith("{") ? (JSON.parse(text) as Json) : {},
    };
  };
  const create = async (path: string, json: Json) => {
    const made = await send("POST", path, json);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body as Json & { id: string; sync: Sync };
  };
  const assistant = await create("/v1/assistants", { name: "Accueil", endCallPhrases: [] });
  const doomed = await create("/v1/assistants", { name: "De trop" });
  return { owner, send, create, assistant, doomed, wanted: new Map<string, string>(), revision: 0 };
}

const key = ({ method, path, query }: { method: string; path: string; query: Record<string, string> }) =>
  `${method} ${path}${query["limit"] === "1" ? "?limit=1" : ""}`;
const hanging = async () => (await stack.vapi.requests()).filter(({ fault }) => fault === "hang").map(key);
const health = async () => (await (await stack.api("/healthz")).json()) as { voice: Json };

/** The requests of an organization in a minute. Resolves with the answer to each. */
async function work(tenant: Tenant, minute: number): Promise<Record<string, Answered>> {
  const { send, assistant, wanted } = tenant;
  const customer = { number: `+3361111${String(2000 + minute)}` };
  tenant.revision = minute;
  const [created, changed, called, chatted, tool] = await Promise.all([
    send("POST", "/v1/assistants", { name: `Né à ${minute}` }),
    send("PATCH", `/v1/assistants/${assistant.id}`, { name: `Accueil ${minute}` }),
    send("POST", "/v1/calls", { assistantId: assistant.id, customer }),
    send("POST", `/v1/assistants/${assistant.id}/chat`, { message: "Bonjour" }),
    send("POST", "/v1/functions", {
      name: `outil_${minute}`,
      description: "Répond au patient.",
      settings: { kind: "endCall" },
    }),
  ]);
  for (const [path, { body }] of [["/assistant", created] as const, ["/tool", tool] as const])
    wanted.set(String(body["id"]), path);
  return { created, changed, called, chatted, tool };
}

it("ten minutes of a Vapi that hangs: nothing is lost, nothing is made twice, and nobody waits after the first", async () => {
  // A live call, and one scheduled for tomorrow, both from before the outage.
  const [first] = tenants;
  if (first === undefined) throw new Error("no organization");
  const live = String(
    (
      await stack.vapi.ring({
        assistantId: first.assistant["vapiAssistantId"],
        script: [{ caller: "Bonjour.", assistant: "Bonjour, à quel nom ?" }, { hangUp: true }],
        pauseAt: 1,
      })
    )["id"],
  );
  await stack.vapi.knob("GET", `/calls/${live}?until=held`);
  await vi.waitFor(async () => expect((await first.send("GET", `/v1/calls/${live}`)).status).toBe(200), WAIT);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const planned = await first.send("POST", "/v1/calls", {
    assistantId: first.assistant.id,
    customer: { number: "+33611111999" },
    schedule: { earliestAt: tomorrow },
  });
  const [{ id: plannedId }] = planned.body["items"] as [{ id: string }];

  const wentAt = Date.now();
  await stack.vapi.fault({ hang: true });
  const placed: string[] = [];
  const refused: string[] = [];
  const outcomes: Record<string, Record<number, number>> = {};
  let minute = 0;
  const worked = async () => {
    minute += 1;
    const told = await Promise.all(tenants.map((tenant) => work(tenant, minute)));
    for (const answers of told) {
      for (const [what, { status }] of Object.entries(answers)) {
        const counts = (outcomes[what] ??= {});
        counts[status] = (counts[status] ?? 0) + 1;
      }
      const { created, changed, called, chatted, tool } = answers;
      expect([created?.status, changed?.status, tool?.status]).toEqual([201, 200, 201]);
      for (const answer of [created, changed, tool]) expect(answer?.body["sync"]).toMatchObject({ state: "pending" });
      if (called?.status === 201) {
        const [call] = called.body["items"] as [{ id: string; sync: Sync }];
        placed.push(call.id);
        // Its outcome is unknown, and the answer says so.
        expect(call.sync).toEqual({ state: "pending", error: expect.stringContaining("is being found out") });
      } else refused.push(JSON.stringify(called));
      expect(chatted?.status).toBeGreaterThanOrEqual(502);
    }
    return told;
  };
  const keep = ({ send }: Tenant) =>
    send("POST", "/v1/telephony-credentials", { provider: "telnyx", name: "Telnyx", ...stack.numbers.accounts.telnyx });
  const [, ...kept] = await Promise.all([worked(), ...tenants.map(keep)]);
  for (const credential of kept)
    expect(credential).toMatchObject({ status: 201, body: { sync: { state: "pending" } } });
  // In the first minute each of the three Workers notices that Vapi is down: from now on nothing is sent.
  await vi.waitFor(async () => expect((await health()).voice).toMatchObject({ state: "down" }), WAIT);
  await stack.vapi.knob("DELETE", "/requests");
  const startedAt = Date.now();
  // As long as the outage, and at least long enough for all that happens in it.
  while (Date.now() - wentAt < OUTAGE_MS || minute < 5) {
    for (const { called, chatted } of await worked()) {
      for (const answer of [called, chatted]) {
        expect(answer).toMatchObject({ status: 503, body: { code: "vapi_down" } });
        expect(answer?.body["detail"]).toMatch(/^The voice provider \(Vapi\) has not answered since 20/);
        expect(answer?.retryAfter).toBeGreaterThan(0);
      }
    }
    if (minute === 3)
      await Promise.all(tenants.map(({ send, doomed }) => send("DELETE", `/v1/assistants/${doomed.id}`)));
    // The live call ends meanwhile: its messages need no request to Vapi.
    if (minute === 4) await stack.vapi.knob("POST", `/calls/${live}/resume`);
  }
  const heard = await hanging();
  const others = heard.filter((what) => what !== PROBE);
  const outageMs = Date.now() - startedAt;
  await vi.waitFor(
    async () => expect((await first.send("GET", `/v1/calls/${live}`)).body).toMatchObject({ status: "ended" }),
    WAIT,
  );
  // The scheduled call stays scheduled; its cancellation is refused like everything else.
  expect(await first.send("POST", `/v1/calls/${plannedId}/end`)).toMatchObject({
    status: 503,
    body: { code: "vapi_down" },
  });
  expect((await first.send("GET", `/v1/calls/${plannedId}`)).body).toMatchObject({ status: "scheduled" });
  // Only the probes of three Workers reached Vapi meanwhile, at longer and longer intervals.
  expect(others).toEqual([]);
  expect(heard.length).toBeGreaterThan(2);
  expect(heard.length).toBeLessThan(3 * (outageMs / (5_000 / SHORTER)));

  await stack.vapi.clearFaults();
  await stack.vapi.knob("DELETE", "/requests");
  const healedAt = Date.now();
  await vi.waitFor(
    async () => expect((await health()).voice).toEqual({ state: "up", since: null, message: null }),
    WAIT,
  );
  const settled = await vi.waitFor(async () => {
    const rows = await stack.sql<{ id: string; sync_state: string }>(
      `select id, sync_state from assistants union all select id, sync_state from functions
       union all select id, sync_state from telephony_credentials`,
    );
    expect(rows.filter(({ sync_state }) => sync_state !== "synced")).toEqual([]);
    return rows;
  }, WAIT);
  const backMs = Date.now() - healedAt;

  // Each is at Vapi once; the deleted ones are not.
  const atVapi = {
    "/assistant": (await (await stack.vapi.api("/assistant?limit=1000")).json()) as Json[],
    "/tool": (await (await stack.vapi.api("/tool?limit=1000")).json()) as Json[],
    "/credential": (await (await stack.vapi.api("/credential?limit=1000")).json()) as Json[],
  };
  const ids = settled.map(({ id }) => id);
  for (const { assistant, doomed, wanted, revision } of tenants) {
    expect(ids).toEqual(expect.arrayContaining([assistant.id, ...wanted.keys()]));
    expect(ids).not.toContain(doomed.id);
    const named = (id: string) =>
      atVapi["/assistant"].filter(({ metadata }) => (metadata as Json | undefined)?.["allokoliId"] === id);
    for (const [id, path] of wanted) if (path === "/assistant") expect(named(id)).toHaveLength(1);
    expect(named(assistant.id)).toMatchObject([{ name: `Accueil ${revision}` }]);
    expect(named(doomed.id)).toEqual([]);
  }
  expect(atVapi["/assistant"]).toHaveLength(tenants.length * (1 + minute));
  expect(atVapi["/tool"]).toHaveLength(tenants.length * minute);
  expect(atVapi["/credential"]).toHaveLength(tenants.length);
  expect((await first.send("GET", `/v1/calls/${plannedId}`)).body).toMatchObject({ status: "scheduled" });

  // No refused call rang or is stored; those of unknown outcome were never made, and their rows say so.
  const calls = await stack.sql<{ id: string; customer_number: string }>(
    "select id, customer_number from calls where customer_number like '+33611112%'",
  );
  expect(calls.map(({ id }) => id).toSorted()).toEqual(placed.toSorted());
  const rung = (await stack.vapi.requests({ method: "POST", path: "/call" })).length;
  expect(rung).toBe(0);
  await vi.waitFor(async () => {
    for (const { send } of tenants) {
      const { items } = (await send("GET", "/v1/calls?limit=100")).body as { items: (Json & { id: string })[] };
      for (const call of items.filter(({ id }) => placed.includes(id)))
        expect(call).toMatchObject({ status: "ended", endedReason: "call.start.error-unconfirmed" });
    }
  }, WAIT);

  // And everything works again, at once.
  const after = await Promise.all(tenants.map((tenant) => work(tenant, 99)));
  for (const { created, changed, called, chatted, tool } of after) {
    expect([created?.status, changed?.status, called?.status, chatted?.status, tool?.status]).toEqual([
      201, 200, 201, 200, 201,
    ]);
    for (const answer of [created, changed, tool]) expect(answer?.body["sync"]).toMatchObject({ state: "synced" });
  }
  const sent = (await stack.vapi.requests()).length;
  console.log(
    JSON.stringify({
      minutes: minute,
      outcomes,
      probes: heard.length,
      placed: placed.length,
      refused: refused.length,
      backMs,
      sent,
    }),
  );
});
