import { EVENT_TYPES, type EventType } from "@allokoli/shared/events/event-types";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { EVENT_DATA } from "../../services/deliveries/src/event-types/schemas.ts";
import { sentEvent } from "../../services/deliveries/src/event-types/sent-event.ts";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { listSchemas, sentBody } from "../operations.ts";
import { startReceiver, type Received, type Receiver } from "../receiver.ts";
import { openTelephony } from "./telephony-api.ts";
import { differences } from "../shape.ts";
import { makeFixtures, type Fixtures } from "../fixtures.ts";

// The stack writes every event that it can, and the test compares their data with /v1/event-types.
const WAIT = { timeout: 40_000, interval: 100 };

type Described = { type: EventType; example: Received["body"] };

let stack: Stack;
let receiver: Receiver;
let owner: Organization;
let fixtures: Fixtures;

beforeAll(async () => {
  const soon = { MIRROR_SWEEP_DELAY_MS: "300" };
  const calls = { MISSED_CALLS_EVERY_MS: "2000" };
  stack = await startStack({
    vars: {
      "allokoli-assistants": soon,
      "allokoli-calls": calls,
      // Nobody announces the end of a day: the sweep finds it, once a minute elsewhere.
      "allokoli-deliveries": { SWEEP_EVERY_MS: "2000" },
      "allokoli-simulations": { RUN_WATCH_EVERY_MS: "1000" },
      "allokoli-telephony": soon,
    },
  });
  receiver = await startReceiver();
  stack.allowEgress(receiver.url);
  owner = await stack.newOrganization();
  // This webhook gets every event; its requests are checked against the published document.
  await stack.api("/v1/webhooks", { ...owner, method: "POST", json: { url: `${receiver.url}/all` } });
  fixtures = await makeFixtures(stack, owner);
});
afterAll(async () => {
  await stack.close();
  await receiver.close();
});

async function ask(method: string, path: string, json?: unknown) {
  const answer = await stack.api(path, { ...owner, method, ...(json !== undefined && { json }) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
}
const of = (resource: string) => `/v1/${resource}/${fixtures.get(resource)}`;
const written = () =>
  stack.sql<{ type: EventType; data: unknown }>("select type, data from events where org_id = $1", [
    owner.organizationId,
  ]);
const untilWritten = (...types: EventType[]) =>
  vi.waitFor(async () => {
    const seen = new Set((await written()).map(({ type }) => type));
    expect(types.filter((type) => !seen.has(type))).toEqual([]);
  }, WAIT);

/** A publication and a run of tests that a member asked for, who left before either was due. */
async function plannedByWhoLeaves() {
  const { token, user } = await stack.newMember(owner.organizationId, "member");
  const as = { token, organizationId: owner.organizationId, method: "PUT" };
  const at = new Date(Date.now() + 2_000).toISOString();
  const planned = await stack.api(`${of("assistants")}/draft/plan`, { ...as, json: { at } });
  expect(planned.status, await planned.text()).toBe(200);
  const nightly = { assistantId: fixtures.get("assistants"), hour: 3 };
  const scheduled = await stack.api(`${of("test-suites")}/schedule`, { ...as, json: nightly });
  expect(scheduled.status, await scheduled.text()).toBe(200);
  expect(await ask("DELETE", `/v1/organization/members/${user.id}`)).toMatchObject({ status: 200 });
  await stack.sql("update test_schedules set next_at = now() where suite_id = $1", [fixtures.get("test-suites")]);
}

describe("the events of a whole day", () => {
  it("are each of a listed type, with exactly the described data, and every type occurs", async () => {
    await ask("POST", "/v1/calls", { assistantId: fixtures.get("assistants"), customer: { number: "+33612340004" } });
    const callee = { assistantId: fixtures.get("assistants"), customer: { number: "+33612345678" } };
    await untilWritten("call.failed");

    await plannedByWhoLeaves();
    // A change of the assistant before its hour would be another end of the plan.
    await untilWritten("draft.failed");

    // Four fifths of the month's minutes; told when the next call ends.
    await stack.sql(
      `insert into call_stats (org_id, day, direction, outcome, duration_ms)
       select id, (now() at time zone time_zone)::date, 'inbound', 'success', 850 * 60000 from organizations where id = $1`,
      [owner.organizationId],
    );

    const { apiKey } = stack.numbers.accounts.telnyx;
    const telephony = openTelephony(stack, owner);
    const number = await telephony.offer("telnyx", "mobile");
    const requirementGroupId = stack.numbers.requirementGroups.underReview;
    await telephony.order("telnyx", { number, requirementGroupId });
    await stack.numbers.review(number, "declined");
    await untilWritten("telephony-credential.created");
    const telnyx = await telephony.credentialAt("telnyx");
    await ask("PATCH", `/v1/telephony-credentials/${telnyx}`, { apiKey });

    const form = new FormData();
    form.append("file", new File(["%PDF-1.7 nothing follows"], "scan.pdf"));
    expect((await stack.api("/v1/files", { ...owner, method: "POST", body: form })).status).toBe(201);

    const tool = { name: "prendre_rdv", description: "Prend un rendez-vous." };
    const settings = { kind: "takeMessage" };
    const made = await ask("POST", "/v1/functions", { ...tool, settings });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const script = [
      { caller: "Bonjour, dites au docteur de me rappeler." },
      { toolCall: { name: "prendre_rdv", arguments: { message: "Rappeler Mme Fontaine" }, say: "C’est noté." } },
      { hangUp: true },
    ];
    const assistant = await ask("POST", "/v1/assistants", { name: "Avec outil", functionIds: [made.body["id"]] });
    expect(assistant.status, JSON.stringify(assistant.body)).toBe(201);
    await stack.vapi.ring({ assistantId: assistant.body["vapiAssistantId"], script });

    await ask("PATCH", of("assistants"), { firstMessage: "Bonsoir." });
    await ask("PATCH", of("functions"), { description: "Met fin à l’appel." });
    await ask("PATCH", of("squads"), { name: "Équipe du soir" });
    await ask("PATCH", of("workflows"), { name: "Accueil du soir" });
    await ask("PATCH", of("phone-numbers"), { name: "Standard" });
    await untilWritten("test-run.ended", "file.failed", "tool.called", "call.report", "phone-number.updated");

    const webhook = await ask("POST", "/v1/webhooks", { url: `${receiver.url}/gone`, eventTypes: ["limit.reached"] });
    expect(webhook.status).toBe(201);
    receiver.answer("/gone", () => ({ status: 410 }));
    await stack.sql(
      "insert into calls (org_id, direction, status) select $1, 'inbound', 'in-progress' from generate_series(1, 10)",
      [owner.organizationId],
    );
    expect(await ask("POST", "/v1/calls", callee)).toMatchObject({ status: 403, body: { code: "limit_reached" } });

    await untilWritten("webhook.disabled");
    for (const resource of ["phone-numbers", "squads", "workflows", "assistants", "functions"]) {
      expect(await ask("DELETE", of(resource)), resource).toMatchObject({ status: 204 });
    }
    // A midnight that is over: the watch closes the day. Around a real one there are two days.
    await stack.sql(
      `update journal_days set until = now() - interval '11 minutes'
       where id = (select id from journal_days where org_id = $1 and hash is null order by until limit 1)`,
      [owner.organizationId],
    );
    await untilWritten(...EVENT_TYPES);
    for (const { type, data } of await written()) {
      const { error } = EVENT_DATA[type].safeParse(data);
      expect(error?.issues ?? [], `${type} ${JSON.stringify(data)}`).toEqual([]);
    }
    const schemas = listSchemas();
    const sent = await vi.waitFor(() => {
      const bodies = receiver.at("/all").map(({ body }) => body);
      const types = new Set(bodies.map(({ type }) => type));
      // A ping goes only to its own webhook.
      expect(EVENT_TYPES.filter((type) => type !== "ping" && !types.has(type))).toEqual([]);
      return bodies;
    }, WAIT);
    for (const body of sent) {
      const type = body.type as EventType;
      expect(sentEvent(type).safeParse(body).error?.issues ?? [], type).toEqual([]);
      const { schema, example } = sentBody(type);
      expect(differences(schema, schemas, { example, answer: body }), type).toEqual([]);
    }
    const { body } = await ask("GET", "/v1/event-types");
    const described = new Map((body["items"] as Described[]).map(({ type, example }) => [type, example]));
    expect([...described.keys()]).toEqual(EVENT_TYPES);

    // Listed, sent and shown as a sample: what a tool maps from one is in the others.
    for (const type of EVENT_TYPES) {
      const { items } = (await ask("GET", `/v1/events?type=${type}&limit=100`)).body as { items: Received["body"][] };
      const [listed] = items;
      const delivered = new Map(sent.map((event) => [event.id, event]));
      const both = items.filter(({ id }) => delivered.has(id));
      if (type !== "ping") expect(both.length, type).toBeGreaterThan(0);
      for (const event of both) expect(delivered.get(event.id)).toEqual(event);
      const sample = described.get(type);
      expect(Object.keys(sample ?? {}), type).toEqual(Object.keys(listed ?? {}));
      expect(sample, type).toMatchObject({ type, organizationId: owner.organizationId });
      expect(sample?.resource.type, type).toBe(listed?.resource.type);
      expect(sentEvent(type).safeParse(sample).error?.issues ?? [], type).toEqual([]);
    }

    const stranger = await stack.newOrganization();
    for (const type of EVENT_TYPES) {
      const answer = await stack.api(`/v1/events?sample=true&type=${type}`, stranger);
      const sample = { ...described.get(type), organizationId: stranger.organizationId };
      expect(await answer.json()).toEqual({ items: [JSON.parse(samePlace(sample))], nextCursor: null });
    }
    expect((await ask("GET", "/v1/events?sample=true&type=call.report")).body["items"]).not.toEqual([
      described.get("call.report"),
    ]);
    expect((await ask("GET", "/v1/events?sample=true")).status).toBe(422);

    function samePlace(sample: object) {
      return JSON.stringify(sample).replaceAll(owner.organizationId, stranger.organizationId);
    }
  });
});
