import { readFileSync } from "node:fs";
import { FILLS } from "@allokoli/shared/limits/testing/fills";
import { PLAN_LIMITS, type LimitName } from "@allokoli/shared/limits/plans";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clearOfMidnight } from "../clock.ts";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { listOperations } from "../operations.ts";
import { bodyOfFixtures, makeFixtures, pathOfFixtures, SHORTEST, type Fixtures } from "../fixtures.ts";
import { createAssistant, listen, type Listener } from "./listener.ts";

// The limits of one person, one organization and one token, across the Workers.
let stack: Stack;
beforeAll(async () => {
  // A stream notices only when it writes that its listener has left.
  stack = await startStack({ auth: { autoConfirm: true }, vars: { "allokoli-calls": { HEARTBEAT_MS: "200" } } });
});
afterAll(() => stack.close());

type Json = Record<string, unknown>;
type Who = Pick<Organization, "token" | "organizationId">;

async function ask(who: Who, method: string, path: string, json?: unknown) {
  const answer = await stack.api(path, { ...who, method, ...(json !== undefined && { json }) });
  const text = await answer.text();
  return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Json };
}
const limitsOf = async (who: Who) => (await ask(who, "GET", "/v1/organization/limits")).body["limits"] as Json[];
const refused = (name: string, allowed: number, used = allowed) => ({
  status: 403,
  body: { code: "limit_reached", limit: { name, allowed, used } },
});
const assistantOf = async (who: Who) => (await createAssistant(stack, who)).id;
const dial = (who: Who, json: Json) => ask(who, "POST", "/v1/calls", { customer: { number: "+33611110100" }, ...json });

describe("every operation that creates something", () => {
  /** The limit that it uses, with a body if the document's example is refused for another reason. */
  const BOUNDED: Record<string, { limit: LimitName | "organizations"; body?: (fixtures: Fixtures) => Json }> = {
    createApiKey: { limit: "apiKeys" },
    createBlockedNumber: { limit: "blockedNumbers" },
    createAssistant: { limit: "assistants" },
    createCall: { limit: "callsAtOnce" },
    createFunction: {
      limit: "functions",
      body: () => ({ name: "raccrocher_encore", description: "Raccroche.", settings: { kind: "endCall" } }),
    },
    createInvitation: { limit: "members" },
    createKnowledgeBase: { limit: "knowledgeBases" },
    createOrganization: { limit: "organizations" },
    createPhoneNumber: { limit: "phoneNumbers", body: () => ({ provider: "vapi", name: "Accueil", areaCode: "701" }) },
    createSquad: { limit: "squads" },
    createTelephonyCredential: {
      limit: "telephonyCredentials",
      body: () => {
        const { accountSid, authToken } = stack.numbers.accounts.twilio;
        return { provider: "twilio", name: "Twilio", accountSid, authToken };
      },
    },
    createTest: {
      limit: "tests",
      body: () => ({ name: "T", script: "Rien.", rubrics: [{ text: "Rien n'est dit." }] }),
    },
    createTestRun: { limit: "testRunsPerDay", body: (fixtures) => ({ assistantId: fixtures.get("assistants") }) },
    createTestSuite: { limit: "testSuites" },
    createWebCall: { limit: "callsAtOnce" },
    createWebhook: { limit: "webhooks", body: () => ({ url: `${stack.urls.numbers}/nobody` }) },
    createWorkflow: { limit: "workflows" },
    executeWorkflow: { limit: "callsAtOnce" },
    importWorkflow: { limit: "workflows" },
    provisionPhoneNumber: {
      limit: "phoneNumbers",
      body: () => ({ provider: "vapi", name: "Accueil", areaCode: "701" }),
    },
    uploadFile: { limit: "files" },
  };
  /** Why it needs no limit of its own. */
  const EXCEPTIONS: Record<string, string> = {
    createCallerMessage:
      "like the messages that assistants take, which have none; each is of a call, and calls are bounded",
    addSquadMember: "a squad has a number of members that its contract bounds, and squads are bounded",
  };

  const document = JSON.parse(
    readFileSync(new URL("../../services/gateway/openapi.json", import.meta.url), "utf8"),
  ) as { paths: Record<string, Record<string, { operationId: string; responses: Record<string, Json> }>> };
  const creating = Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ responses }) => "201" in responses);

  let owner: Organization;
  let fixtures: Fixtures;
  beforeAll(async () => {
    // A refusal is in the log once a day of UTC, and runs of tests are counted in one of Paris.
    await clearOfMidnight("UTC", "Europe/Paris");
    owner = await stack.newOrganization();
    fixtures = await makeFixtures(stack, owner);
    for (const [kind, { fill }] of Object.entries(FILLS)) {
      const allowed = Object.entries(PLAN_LIMITS.starter).find(([name]) => name === kind)?.[1] ?? 0;
      await stack.sql(fill, [owner.organizationId, allowed]);
    }
    await stack.sql(
      "insert into calls (org_id, direction, status) select $1, 'inbound', 'in-progress' from generate_series(1, 10)",
      [owner.organizationId],
    );
    for (const name of ["Deux", "Trois"]) await ask(owner, "POST", "/v1/organizations", { name });
  });

  it("has a limit, or a reason why it has none", () => {
    expect(creating.map(({ operationId }) => operationId).toSorted()).toEqual(
      [...Object.keys(BOUNDED), ...Object.keys(EXCEPTIONS)].toSorted(),
    );
    const told = creating.filter(({ responses }) => /limit_reached/.test(String(responses["403"]?.["description"])));
    expect(told.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(BOUNDED).toSorted());
  });

  it.each(Object.entries(BOUNDED))("%s is refused when the limit is used up", async (operationId, { limit, body }) => {
    const operation = listOperations().find((one) => one.operationId === operationId);
    if (operation === undefined) throw new Error(`no ${operationId}`);
    const path = pathOfFixtures(operation.path, fixtures);
    const form = new FormData();
    form.append("file", new File(["Fermé le lundi."], "lundi.txt"));
    const answer =
      operationId === "uploadFile"
        ? await stack
            .api(path, { ...owner, method: "POST", body: form })
            .then(async (upload) => ({ status: upload.status, body: (await upload.json()) as Json }))
        : await ask(owner, "POST", path, body?.(fixtures) ?? bodyOfFixtures(operation.example, fixtures));
    expect(answer).toMatchObject({ status: 403, body: { code: "limit_reached", limit: { name: limit } } });
  });

  it("has its limit and use in the list of limits, and every refusal is in the log once", async () => {
    const limits = await limitsOf(owner);
    expect(limits.map(({ name }) => name)).toEqual(Object.keys(PLAN_LIMITS.starter));
    const counted = limits.filter(({ used }) => used !== null);
    expect(
      counted.filter(
        ({ used, allowed, name }) =>
          Number(used) < Number(allowed) && name !== "storageBytes" && name !== "minutesPerMonth",
      ),
    ).toEqual([]);
    const logged = await stack.sql<{ name: string }>(
      "select detail -> 'limit' ->> 'name' as name from audit_log where org_id = $1 and action = 'limit.refused'",
      [owner.organizationId],
    );
    const asked = new Set(Object.values(BOUNDED).map(({ limit }) => limit));
    asked.delete("organizations");
    expect(logged.map(({ name }) => name).toSorted()).toEqual([...asked].toSorted());
  });
});

describe("free organizations", () => {
  it("are three for one person, also when sixty are requested at once", async () => {
    const person = await stack.newOrganization({ isNew: true });
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => ask(person, "POST", "/v1/organizations", { name: `Cabinet ${index}` })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    expect(answers.find(({ status }) => status !== 201)).toMatchObject(refused("organizations", 3));
    const [owned] = await stack.sql<{ n: number }>(
      "select count(*)::int as n from memberships where user_id = $1 and role = 'owner'",
      [person.user.id],
    );
    expect(owned?.n).toBe(3);
  });

  it("cannot be given to a person who has three: the change of role is refused with the reason", async () => {
    const [giver, person] = [await stack.newOrganization(), await stack.newOrganization({ isNew: true })];
    for (const name of ["Deux", "Trois"]) await ask(person, "POST", "/v1/organizations", { name });
    await stack.sql("insert into memberships (org_id, user_id, role) values ($1, $2, 'admin')", [
      giver.organizationId,
      person.user.id,
    ]);
    const path = `/v1/organization/members/${person.user.id}`;
    expect(await ask(giver, "PATCH", path, { role: "owner" })).toMatchObject(refused("organizations", 3));
  });
});

describe("an organization that is new", () => {
  it("cannot call before an owner's address is verified, and the error says what to do; inbound calls are answered", async () => {
    const owner = await stack.newOrganization({ isNew: true });
    const { id: assistantId, vapiAssistantId } = await createAssistant(stack, owner);
    await stack.sql("update auth.users set email_confirmed_at = null where id = $1", [owner.user.id]);
    const before = (await stack.vapi.requests({ method: "POST", path: "/call" })).length;
    for (const call of [{ assistantId }, { assistantId, schedule: { earliestAt: "2099-01-01T09:00:00Z" } }])
      expect(await dial(owner, call)).toMatchObject({
        status: 403,
        body: { code: "address_not_verified", detail: expect.stringContaining("mail") },
      });
    expect((await stack.vapi.requests({ method: "POST", path: "/call" })).length).toBe(before);
    expect(await stack.vapi.ring({ assistantId: vapiAssistantId })).toMatchObject({ id: expect.any(String) });
    await stack.sql("update auth.users set email_confirmed_at = now() where id = $1", [owner.user.id]);
    expect((await dial(owner, { assistantId })).status).toBe(201);
  });

  it("gets no number and invites nobody before an owner's address is verified", async () => {
    const owner = await stack.newOrganization({ isNew: true });
    const wish = { provider: "vapi", name: "Accueil", areaCode: "701" };
    const invited = await ask(owner, "POST", "/v1/organization/invitations", { email: "a@example.fr", role: "member" });
    const again = `/v1/organization/invitations/${String(invited.body["id"])}/resend`;
    await stack.sql("update auth.users set email_confirmed_at = null where id = $1", [owner.user.id]);
    const asked = [
      ["/v1/phone-numbers", wish],
      ["/v1/phone-numbers/provision", wish],
      ["/v1/organization/invitations", { email: "b@example.fr", role: "member" }],
      [again, undefined],
    ] as const;
    const before = (await stack.vapi.requests({ method: "POST", path: "/phone-number" })).length;
    for (const [path, body] of asked)
      expect(await ask(owner, "POST", path, body), path).toMatchObject({
        status: 403,
        body: { code: "address_not_verified", detail: expect.stringContaining("mail") },
      });
    expect((await stack.vapi.requests({ method: "POST", path: "/phone-number" })).length).toBe(before);
    expect((await ask(owner, "GET", "/v1/phone-numbers")).body["items"]).toEqual([]);
    expect((await ask(owner, "GET", "/v1/organization/invitations")).body["items"]).toHaveLength(1);
    await stack.sql("update auth.users set email_confirmed_at = now() where id = $1", [owner.user.id]);
    const statuses = await Promise.all(
      asked.map(async ([path, body]) => (await ask(owner, "POST", path, body)).status),
    );
    expect(statuses).toEqual([201, 201, 201, 202]);
  });

  it("places twenty calls a day, together with its owner's other new ones, and shows how many", async () => {
    await clearOfMidnight();
    const first = await stack.newOrganization({ isNew: true });
    const made = await ask(first, "POST", "/v1/organizations", { name: "Deuxième cabinet" });
    const second: Who = { token: first.token, organizationId: String(made.body["id"]) };
    const [ofFirst, ofSecond] = [await assistantOf(first), await assistantOf(second)];
    const planned = (assistantId: string, minute: number, many: number) => ({
      assistantId,
      customer: undefined,
      customers: Array.from({ length: many }, (_, index) => ({ number: `+336111102${10 + index}` })),
      schedule: { earliestAt: `2099-01-01T09:${10 + minute}:00Z` },
    });
    expect((await dial(first, planned(ofFirst, 1, 10))).status).toBe(201);
    expect((await dial(second, planned(ofSecond, 1, 9))).status).toBe(201);
    const last = await Promise.all([dial(first, { assistantId: ofFirst }), dial(second, { assistantId: ofSecond })]);
    expect(last.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([201, 403]);
    for (const [who, assistantId] of [
      [first, ofFirst],
      [second, ofSecond],
    ] as const)
      expect(await dial(who, planned(assistantId, 2, 1))).toMatchObject(refused("callsOutPerDay", 20));
    const shown = async () => (await limitsOf(second)).find(({ name }) => name === "callsOutPerDay");
    expect(await shown()).toMatchObject({ used: 20, allowed: 20, period: { from: expect.any(String) } });
    // A move to a time zone where the day has just begun gives no further calls.
    await stack.sql("update audit_log set created_at = now() - interval '23 hours' where org_id = any ($1)", [
      [first.organizationId, second.organizationId],
    ]);
    await ask(second, "PATCH", "/v1/organization", { timeZone: "Pacific/Kiritimati" });
    expect(await dial(second, planned(ofSecond, 3, 1))).toMatchObject(refused("callsOutPerDay", 20));
    await stack.sql("update organizations set created_at = now() - interval '8 days' where id = $1", [
      second.organizationId,
    ]);
    expect(await shown()).toBeUndefined();
  });
});

describe("the longest that a call may last", () => {
  /** The overrides in the requests to Vapi for calls to this number. */
  const toldOf = async (number: string) =>
    (await stack.vapi.requests({ method: "POST", path: "/call" })).flatMap(({ body }) => {
      const call = body as { customer: { number: string }; assistantOverrides?: Json; squadOverrides?: Json };
      const { assistantOverrides, squadOverrides } = call;
      return call.customer.number === number ? [assistantOverrides ?? squadOverrides ?? {}] : [];
    });
  const dialled = async (who: Who, customers: string[], json: Json) => {
    const numbers = customers.map((number) => ({ number }));
    expect(await dial(who, { customer: undefined, customers: numbers, ...json })).toMatchObject({ status: 201 });
    return (await Promise.all(customers.map(toldOf))).map((told) => told.map((one) => one["maxDurationSeconds"]));
  };
  const made = async (who: Who, path: string, json: Json) => String((await ask(who, "POST", path, json)).body["id"]);
  const planned = { schedule: { earliestAt: "2099-01-01T09:00:00Z" } };

  it("is one line's share of the day for a new organization, for every callee and each customer", async () => {
    const owner = await stack.newOrganization({ isNew: true });
    const { id: long } = await createAssistant(stack, owner, { maxDurationSeconds: 43_200 });
    const { id: short } = await createAssistant(stack, owner, { name: "Bref", maxDurationSeconds: 300 });
    const members = [short, long].map((assistantId) => ({ assistantId }));
    const squadId = await made(owner, "/v1/squads", { name: "Équipe", members });
    const workflowId = await made(owner, "/v1/workflows", { name: "Accueil", ...SHORTEST, maxDurationSeconds: 43_200 });
    // Planned calls first, because they use no minutes.
    for (const [index, callee] of [{ assistantId: long }, { squadId }, { workflowId }].entries())
      expect(await dialled(owner, [`+3361111040${index}`], { ...callee, ...planned })).toEqual([[360]]);
    // It is sent for a short assistant too, whose duration may be longer by then.
    expect(await dialled(owner, ["+33611110404"], { assistantId: short, ...planned })).toEqual([[300]]);
    expect(await dialled(owner, ["+33611110405", "+33611110406"], { assistantId: long })).toEqual([[360], [360]]);
  });

  it("is an older organization's share of the month, and is not sent if the callee's own is shorter", async () => {
    const owner = await stack.newOrganization();
    const { id: long } = await createAssistant(stack, owner, { maxDurationSeconds: 43_200 });
    const { id: short } = await createAssistant(stack, owner, { name: "Bref", maxDurationSeconds: 600 });
    expect(await dialled(owner, ["+33611110412"], { assistantId: long })).toEqual([[6000]]);
    expect(await dialled(owner, ["+33611110411"], { assistantId: short })).toEqual([[undefined]]);
    await stack.sql(
      "insert into calls (org_id, direction, status, duration_ms) values ($1, 'inbound', 'ended', 995 * 60000)",
      [owner.organizationId],
    );
    expect(await dialled(owner, ["+33611110413"], { assistantId: short })).toEqual([[60]]);
  });
});

describe("calls of one minute", () => {
  it("can be planned for as many customers as there are lines, whoever is first", async () => {
    const owner = await stack.newOrganization();
    const assistantId = await assistantOf(owner);
    const plan = (earliestAt: string, many: number) =>
      dial(owner, {
        assistantId,
        customer: undefined,
        customers: Array.from({ length: many }, (_, index) => ({ number: `+336111103${10 + index}` })),
        schedule: { earliestAt },
      });
    expect(await plan("2099-01-01T09:00:00Z", 11)).toMatchObject(refused("callsAtOnce", 10, 0));
    const both = await Promise.all([plan("2099-01-01T09:00:10Z", 6), plan("2099-01-01T10:00:50+01:00", 6)]);
    expect(both.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([201, 403]);
    expect((await plan("2099-01-01T09:00:59Z", 4)).status).toBe(201);
    expect((await plan("2099-01-01T09:01:00Z", 10)).status).toBe(201);
    await stack.sql(FILLS.scheduledCalls.fill, [owner.organizationId, 180]);
    expect(await plan("2099-01-01T09:02:00Z", 1)).toMatchObject(refused("scheduledCalls", 200));
  });

  it("need a line at once when their time has come, and a time in the past is refused: neither avoids the limit", async () => {
    const owner = await stack.newOrganization();
    const assistantId = await assistantOf(owner);
    await stack.sql(
      "insert into calls (org_id, direction, status) select $1, 'inbound', 'in-progress' from generate_series(1, 10)",
      [owner.organizationId],
    );
    const at = (earliestAt: string) => dial(owner, { assistantId, schedule: { earliestAt } });
    expect(await at(new Date().toISOString())).toMatchObject(refused("callsAtOnce", 10));
    expect(await at("2020-01-01T09:00:00Z")).toMatchObject({
      status: 422,
      body: { errors: [{ path: "schedule.earliestAt" }] },
    });
  });
});

describe("a listener", () => {
  const open = async (path: string, who: Who, many: number) =>
    Promise.all(Array.from({ length: many }, () => listen(stack, path, who)));
  const close = (listeners: Listener[]) => {
    for (const listener of listeners) listener.cut();
  };

  it("may open twenty streams of an organization's calls and of each call; the next is refused before it begins", async () => {
    const owner = await stack.newOrganization();
    const colleague = await stack.newMember(owner.organizationId, "viewer");
    const theirs = { token: colleague.token, organizationId: owner.organizationId };
    const key = { ...(await stack.newApiKey(owner, "viewer")), organizationId: owner.organizationId };
    const { vapiAssistantId } = await createAssistant(stack, owner);
    const { id } = await stack.vapi.ring({ assistantId: vapiAssistantId, script: [{ stay: true }] });
    const ofCall = `/v1/calls/${String(id)}/listen`;
    const patience = { timeout: 30_000 };
    await expect.poll(async () => (await ask(owner, "GET", `/v1/calls/${String(id)}`)).status, patience).toBe(200);
    for (const path of ["/v1/calls/live", ofCall]) {
      const twenty = await open(path, theirs, 20);
      expect(twenty.map(({ status }) => status)).toEqual(Array<number>(20).fill(200));
      expect(await ask(theirs, "GET", path)).toMatchObject(refused("streams", 20));
      // A viewer may write nothing, so the refusal has no event, which is no failure.
      expect(stack.logs().filter(({ message }) => message.includes("was not told"))).toEqual([]);
      const others = [await listen(stack, path, owner), await listen(stack, path, key)];
      expect(others.map(({ status }) => status)).toEqual([200, 200]);
      close([...twenty, ...others]);
      await expect
        .poll(async () => {
          const again = await listen(stack, path, theirs);
          again.cut();
          return again.status;
        }, patience)
        .toBe(200);
    }
  });
});
