import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { isSigned, startReceiver, type Receiver } from "../receiver.ts";
import { createAssistant } from "./listener.ts";

// The retry schedule, a thousand times as fast: 5 ms, 300 ms, 1.8 s, 7 s …
const FAST = {
  RETRY_PACE: "0.001",
  SEND_TIMEOUT_MS: "8000",
  DATABASE_RETRY_MS: "50",
  SWEEP_EVERY_MS: "700",
};
const WAIT = { timeout: 25_000, interval: 50 };

let stack: Stack;
let receiver: Receiver;
let owner: Organization;

beforeAll(async () => {
  stack = await startStack({ vars: { "allokoli-deliveries": FAST } });
  receiver = await startReceiver();
  stack.allowEgress(receiver.url);
});
beforeEach(async () => {
  owner = await stack.newOrganization();
});
afterEach(() => stack.postgres.heal());
afterAll(async () => {
  await stack.close();
  await receiver.close();
});

type Json = Record<string, unknown>;
type Item = Json & { id: string };
type Hook = Item & { secret: string; state: string; disabledReason: string | null };

async function ask<Answer = Item>(method: string, path: string, json?: unknown, status = 200): Promise<Answer> {
  const answer = await stack.api(path, { ...owner, method, ...(json !== undefined && { json }) });
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}
const listOf = async (path: string) => (await ask<{ items: Item[] }>("GET", path)).items;

let hooks = 0;
/** An endpoint at its own path. */
async function hook(more: Json = {}) {
  const path = `/hook-${++hooks}`;
  const made = await ask<Hook>("POST", "/v1/webhooks", { url: receiver.url + path, ...more }, 201);
  return { ...made, path };
}
/** An event that is delivered at once. */
const happen = async (name = "Accueil") => (await createAssistant(stack, owner, { name })).id;
/** An event written by a transaction, about which nobody is notified. */
const commit = (orgId: string, type = "file.ready", n = 1) =>
  stack.sql<{ id: string }>(
    `insert into events (org_id, type, resource_type, resource_id, data)
     select $1, $2, 'file', gen_random_uuid(), jsonb_build_object('number', n) from generate_series(1, $3::int) n
     returning id`,
    [orgId, type, n],
  );
const told = (path: string, type: string) => receiver.at(path).filter(({ body }) => body.type === type);
const untilTold = (path: string, type: string, times = 1) =>
  vi.waitFor(() => expect(told(path, type)).toHaveLength(times), WAIT);

describe("events are delivered", () => {
  it("those of a call from its beginning to its report, in order, each once and signed", async () => {
    const { path, secret } = await hook({ eventTypes: null });
    const assistant = await createAssistant(stack, owner);
    const script = [{ caller: "Bonjour.", assistant: "Bonjour, que puis-je pour vous ?" }, { hangUp: true }];
    await stack.vapi.ring({ assistantId: assistant.vapiAssistantId, script });
    await untilTold(path, "call.report");

    const ofCall = receiver.at(path).filter(({ body }) => "callId" in body.data);
    const seqs = ofCall.map(({ body }) => Number(body.data["seq"]));
    expect(seqs).toEqual(seqs.toSorted((left, right) => left - right));
    expect(ofCall.map(({ body }) => body.type)).toEqual(
      expect.arrayContaining(["call.started", "transcript.final", "call.ended", "call.report"]),
    );
    expect(new Set(ofCall.map(({ body }) => body.id)).size).toBe(ofCall.length);
    for (const received of receiver.at(path)) {
      expect(isSigned(received, secret)).toBe(true);
      expect(isSigned(received, `whsec_${btoa("x".repeat(32))}`)).toBe(false);
      expect(received.headers["webhook-id"]).toBe(received.body.id);
      expect(received.body).toEqual({
        id: expect.any(String),
        type: expect.any(String),
        resource: { type: expect.any(String), id: expect.any(String) },
        createdAt: expect.any(String),
        organizationId: owner.organizationId,
        data: expect.any(Object),
      });
    }
  });

  it("only those of the wanted types, and only of the own organization", async () => {
    const wanting = await hook({ eventTypes: ["assistant.deleted"] });
    const all = await hook();
    const outsider = await stack.newOrganization();
    await createAssistant(stack, outsider);
    const id = await happen();
    await ask("DELETE", `/v1/assistants/${id}`, undefined, 204);
    await untilTold(all.path, "assistant.deleted");
    await untilTold(wanting.path, "assistant.deleted");
    expect(receiver.at(all.path).map(({ body }) => body.type)).toEqual(["assistant.created", "assistant.deleted"]);
    expect(receiver.at(wanting.path)).toHaveLength(1);
    const organizations = receiver.at(all.path).map(({ body }) => body.organizationId);
    expect(new Set(organizations)).toEqual(new Set([owner.organizationId]));
  });

  it("not those before the endpoint was created, nor those while it is disabled", async () => {
    await happen();
    const { id, path } = await hook();
    await ask("PATCH", `/v1/webhooks/${id}`, { state: "disabled" });
    await happen("Pendant");
    await ask("PATCH", `/v1/webhooks/${id}`, { state: "enabled" });
    await happen("Après");
    await untilTold(path, "assistant.created");
    expect(receiver.at(path).map(({ body }) => body.data["name"])).toEqual(["Après"]);
  });

  it("by a sweep, if nobody was notified of the commit", async () => {
    const { path } = await hook();
    const committed = await commit(owner.organizationId, "file.ready", 40);
    await untilTold(path, "file.ready", 40);
    expect(new Set(receiver.at(path).map(({ body }) => body.id))).toEqual(new Set(committed.map(({ id }) => id)));
  });
});

describe("an endpoint that does not answer well", () => {
  it("delays no other, neither if it is slow nor if it is dead", async () => {
    const [slow, dead, good] = [await hook(), await hook({ url: "http://127.0.0.1:9/dead" }), await hook()];
    stack.allowEgress("http://127.0.0.1:9");
    let answerAtLast = (): void => undefined;
    const asked = new Promise<void>((resolve) => (answerAtLast = resolve));
    receiver.answer(slow.path, () => asked.then(() => ({ status: 200 })));
    await commit(owner.organizationId, "file.ready", 20);
    await happen();
    await untilTold(good.path, "file.ready", 20);
    const arrived = `/v1/webhooks/${slow.id}/deliveries?state=delivered`;
    expect(await listOf(arrived)).toEqual([]);
    answerAtLast();
    await vi.waitFor(async () => expect(await listOf(arrived)).toHaveLength(21), WAIT);
    const [failing] = await listOf(`/v1/webhooks/${dead.id}/deliveries`);
    expect(failing).toMatchObject({ state: "pending", lastStatus: null });
    const { attempts } = await ask<Item & { attempts: Json[] }>(
      "GET",
      `/v1/webhooks/${dead.id}/deliveries/${failing?.id}`,
    );
    expect(attempts.at(-1)).toMatchObject({ status: null, failure: "network" });
  });

  it("gets the same id and body again until it accepts them, and later events do not wait", async () => {
    const { id, path, secret } = await hook();
    const came = (name: string) => receiver.at(path).filter(({ body }) => body.data["name"] === name);
    // It refuses three times at least, and until the other one has come.
    receiver.answer(path, ({ body }) =>
      body.data["name"] === "Refusé" && (came("Refusé").length <= 3 || came("Suivant").length === 0)
        ? { status: 500, body: "panne\0" }
        : { status: 204 },
    );
    await happen("Refusé");
    await happen("Suivant");
    let delivery: Item | undefined;
    await vi.waitFor(async () => {
      const items = await listOf(`/v1/webhooks/${id}/deliveries?state=delivered`);
      delivery = items.find((item) => item["eventId"] === came("Refusé")[0]?.body.id);
      expect(delivery).toMatchObject({ attemptCount: came("Refusé").length, lastStatus: 204 });
    }, WAIT);
    const refused = came("Refusé");
    expect(new Set(refused.map(({ text }) => text)).size).toBe(1);
    expect(new Set(refused.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(refused.every((received) => isSigned(received, secret))).toBe(true);
    const detail = await ask<Item & { attempts: Json[] }>("GET", `/v1/webhooks/${id}/deliveries/${delivery?.id}`);
    expect(detail["body"]).toEqual(refused[0]?.body);
    expect(detail.attempts.map(({ status }) => status)).toEqual([204, ...refused.slice(1).map(() => 500)]);
    expect(detail.attempts[1]).toMatchObject({ answer: "panne\uFFFD", failure: null, durationMs: expect.any(Number) });
    expect(await ask("GET", `/v1/webhooks/${id}`)).toMatchObject({ state: "enabled", failingSince: null });
  });

  it("that is gone (410) is disabled at once with the reason, gets nothing more, and the others get an event", async () => {
    const [gone, other] = [await hook(), await hook({ eventTypes: ["webhook.disabled"] })];
    receiver.answer(gone.path, () => ({ status: 410 }));
    await happen();
    await untilTold(other.path, "webhook.disabled");
    expect(receiver.at(other.path)[0]?.body.data).toMatchObject({
      id: gone.id,
      reason: expect.stringContaining("410"),
    });
    const shown = await ask<Hook>("GET", `/v1/webhooks/${gone.id}`);
    expect(shown).toMatchObject({ state: "disabled", disabledReason: expect.stringContaining("410") });
    await happen("Ensuite");
    await happen("Encore");
    const taken = "select 1 from events where org_id = $1 and delivered_at is null";
    await vi.waitFor(async () => expect(await stack.sql(taken, [owner.organizationId])).toEqual([]), WAIT);
    expect(receiver.at(gone.path)).toHaveLength(1);
  });

  it("for five days is disabled, and starts again when somebody enables it", async () => {
    const { id, path } = await hook();
    receiver.answer(path, () => ({ status: 503 }));
    await stack.sql("update webhook_endpoints set failing_since = now() - interval '4 days 23 hours' where id = $1", [
      id,
    ]);
    const failed = await happen();
    await vi.waitFor(() => expect(told(path, "assistant.created").length).toBeGreaterThanOrEqual(3), WAIT);
    expect(await ask<Hook>("GET", `/v1/webhooks/${id}`)).toMatchObject({ state: "enabled" });
    await stack.sql("update webhook_endpoints set failing_since = now() - interval '5 days' where id = $1", [id]);
    await vi.waitFor(async () => {
      expect(await ask<Hook>("GET", `/v1/webhooks/${id}`)).toMatchObject({
        state: "disabled",
        disabledReason: expect.stringMatching(
          /^Nothing could be delivered since [\d-]{10}; the last time, the address answered 503\.$/,
        ),
      });
    }, WAIT);
    const before = receiver.at(path).length;
    receiver.answer(path, () => ({ status: 200 }));
    const enabled = await ask<Hook>("PATCH", `/v1/webhooks/${id}`, { state: "enabled" });
    expect(enabled).toMatchObject({ state: "enabled", disabledReason: null, failingSince: null });
    // Pending deliveries go on.
    await vi.waitFor(() => expect(receiver.at(path).length).toBe(before + 1), WAIT);
    expect(receiver.at(path).at(-1)?.body.data["id"]).toBe(failed);
  });

  it("but asks for a pause is paused, with all that waits, until somebody enables it again", async () => {
    const { id, path } = await hook();
    receiver.answer(path, () => ({ status: 429, headers: { "retry-after": "3000" } }));
    await commit(owner.organizationId, "file.ready", 20);
    await vi.waitFor(async () => {
      expect((await ask<Hook>("GET", `/v1/webhooks/${id}`))["pausedUntil"]).not.toBeNull();
    }, WAIT);
    const asked = receiver.at(path).length;
    expect(asked).toBeLessThanOrEqual(6);
    receiver.answer(path, () => ({ status: 200 }));
    await ask("PATCH", `/v1/webhooks/${id}`, { state: "disabled" });
    expect(await ask("PATCH", `/v1/webhooks/${id}`, { state: "enabled" })).toMatchObject({ pausedUntil: null });
    // Deliveries that were tried wait for their next attempt; the others are sent.
    await vi.waitFor(() => expect(receiver.at(path).length).toBe(20), WAIT);
    const waiting = `/v1/webhooks/${id}/deliveries?state=pending`;
    await vi.waitFor(async () => expect(await listOf(waiting)).toHaveLength(asked), WAIT);
  });

  it("but redirects is not followed", async () => {
    const [{ id, path }, elsewhere] = [await hook(), await hook({ state: "disabled" })];
    receiver.answer(path, () => ({ status: 307, headers: { location: receiver.url + elsewhere.path } }));
    const { attempt } = await ask<{ attempt: Json }>("POST", `/v1/webhooks/${id}/ping`);
    expect(attempt).toMatchObject({ status: null, failure: "redirect" });
    expect(receiver.at(elsewhere.path)).toHaveLength(0);
  });
});

describe("nothing is lost, and nothing is stored twice", () => {
  /** The endpoint answers the first six requests, and the others when it is told to. */
  function hold(path: string) {
    const { promise, resolve } = Promise.withResolvers<{ status: number }>();
    receiver.answer(path, () => (receiver.at(path).length > 6 ? promise : { status: 200 }));
    return () => resolve({ status: 200 });
  }
  const deliveryStates = (id: string) =>
    stack.sql<{ state: string; n: number; events: number }>(
      "select state, count(*)::int as n, count(distinct event_id)::int as events from deliveries where endpoint_id = $1 group by state",
      [id],
    );

  it("when all Workers end meanwhile and start again", async () => {
    const { id, path } = await hook();
    const answer = hold(path);
    const committed = await commit(owner.organizationId, "file.ready", 60);
    await vi.waitFor(() => expect(receiver.at(path).length).toBeGreaterThan(6), WAIT);
    await stack.stopWorkers();
    expect(receiver.at(path).length).toBeLessThan(60);
    answer();
    await stack.startWorkers();
    await vi.waitFor(
      async () => expect(await deliveryStates(id)).toEqual([{ state: "delivered", n: 60, events: 60 }]),
      WAIT,
    );
    expect(new Set(receiver.at(path).map(({ body }) => body.id))).toEqual(new Set(committed.map((event) => event.id)));
  });

  it("when Postgres is unavailable while events are sent", async () => {
    const { id, path } = await hook();
    const answer = hold(path);
    const committed = await commit(owner.organizationId, "file.ready", 60);
    await vi.waitFor(() => expect(receiver.at(path).length).toBeGreaterThan(6), WAIT);
    stack.postgres.cut();
    answer();
    const isStopped = () => stack.logs().some(({ message }) => message.includes("lane stopped"));
    await vi.waitFor(() => expect(isStopped()).toBe(true), WAIT);
    expect(receiver.at(path).length).toBeLessThan(60);
    stack.postgres.heal();
    await vi.waitFor(
      async () => expect(await deliveryStates(id)).toEqual([{ state: "delivered", n: 60, events: 60 }]),
      WAIT,
    );
    expect(new Set(receiver.at(path).map(({ body }) => body.id))).toEqual(new Set(committed.map((event) => event.id)));
  });

  it("when a lane was not woken after its deliveries were queued", async () => {
    const { id, path } = await hook();
    const [event] = await commit(owner.organizationId);
    await vi.waitFor(
      async () => expect(await deliveryStates(id)).toEqual([{ state: "delivered", n: 1, events: 1 }]),
      WAIT,
    );
    // The state after a crash between the two.
    await stack.sql(
      "update deliveries set state = 'pending', next_attempt_at = now() - interval '1 minute' where endpoint_id = $1",
      [id],
    );
    await untilTold(path, "file.ready", 2);
    expect(receiver.at(path).map(({ body }) => body.id)).toEqual([event?.id, event?.id]);
  });
});
