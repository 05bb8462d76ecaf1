import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startHouse, type House, type Organization } from "../house.ts";
import { isSigned, startReceiver, type Receiver } from "../receiver.ts";
import { createAssistant } from "./listener.ts";

// The schedule a thousand times as fast: 5 ms, 300 ms, 1.8 s, 7 s …
const FAST = {
  RETRY_PACE: "0.001",
  SEND_TIMEOUT_MS: "1500",
  DATABASE_RETRY_MS: "50",
  SWEEP_EVERY_MS: "700",
};
const WAIT = { timeout: 25_000, interval: 50 };

let house: House;
let receiver: Receiver;
let owner: Organization;

beforeAll(async () => {
  house = await startHouse({ vars: { "allokoli-deliveries": FAST, "allokoli-calls": { FLUSH_AFTER_MS: "20" } } });
  receiver = await startReceiver();
  house.allowEgress(receiver.url);
});
beforeEach(async () => {
  owner = await house.newOrganization();
});
afterEach(() => house.postgres.heal());
afterAll(async () => {
  await house.close();
  await receiver.close();
});

type Json = Record<string, unknown>;
type Item = Json & { id: string };
type Hook = Item & { secret: string; state: string; disabledReason: string | null };

async function ask<Answer = Item>(method: string, path: string, json?: unknown, status = 200): Promise<Answer> {
  const answer = await house.api(path, { ...owner, method, ...(json !== undefined && { json }) });
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}
const listOf = async (path: string) => (await ask<{ items: Item[] }>("GET", path)).items;

let hooks = 0;
/** An endpoint at a path of its own. */
async function hook(more: Json = {}) {
  const path = `/hook-${++hooks}`;
  const made = await ask<Hook>("POST", "/v1/webhooks", { url: receiver.url + path, ...more }, 201);
  return { ...made, path };
}
/** An event that is told at once. */
const happen = async (name = "Accueil") => (await createAssistant(house, owner, { name })).id;
/** An event as its transaction writes it, of which nobody is told. */
const commit = (orgId: string, type = "file.ready", n = 1) =>
  house.sql<{ id: string }>(
    `insert into events (org_id, type, resource_type, resource_id, data)
     select $1, $2, 'file', gen_random_uuid(), jsonb_build_object('number', n) from generate_series(1, $3::int) n
     returning id`,
    [orgId, type, n],
  );
const told = (path: string, type: string) => receiver.at(path).filter(({ body }) => body.type === type);
const untilTold = (path: string, type: string, times = 1) =>
  vi.waitFor(() => expect(told(path, type)).toHaveLength(times), WAIT);

describe("what happens is told", () => {
  it("a call is told of from its beginning to its report, in order, each event once and signed", async () => {
    const { path, secret } = await hook({ eventTypes: null });
    const assistant = await createAssistant(house, owner);
    const script = [{ caller: "Bonjour.", assistant: "Bonjour, que puis-je pour vous ?" }, { hangUp: true }];
    await house.vapi.ring({ assistantId: assistant.vapiAssistantId, script });
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
        createdAt: expect.any(String),
        organizationId: owner.organizationId,
        data: expect.any(Object),
      });
    }
  });

  it("only of what it wants to hear, and only of its own organization's", async () => {
    const wanting = await hook({ eventTypes: ["assistant.deleted"] });
    const all = await hook();
    const stranger = await house.newOrganization();
    await createAssistant(house, stranger);
    const id = await happen();
    await ask("DELETE", `/v1/assistants/${id}`, undefined, 204);
    await untilTold(all.path, "assistant.deleted");
    await untilTold(wanting.path, "assistant.deleted");
    expect(receiver.at(all.path).map(({ body }) => body.type)).toEqual(["assistant.created", "assistant.deleted"]);
    expect(receiver.at(wanting.path)).toHaveLength(1);
    const organizations = receiver.at(all.path).map(({ body }) => body.organizationId);
    expect(new Set(organizations)).toEqual(new Set([owner.organizationId]));
  });

  it("not what happened before the endpoint was there, nor what happens while it is disabled", async () => {
    await happen();
    const { id, path } = await hook();
    await ask("PATCH", `/v1/webhooks/${id}`, { state: "disabled" });
    await happen("Pendant");
    await ask("PATCH", `/v1/webhooks/${id}`, { state: "enabled" });
    await happen("Après");
    await untilTold(path, "assistant.created");
    expect(receiver.at(path).map(({ body }) => body.data["name"])).toEqual(["Après"]);
  });

  it("by a sweep, where nobody was told that it was committed", async () => {
    const { path } = await hook();
    const committed = await commit(owner.organizationId, "file.ready", 40);
    await untilTold(path, "file.ready", 40);
    expect(new Set(receiver.at(path).map(({ body }) => body.id))).toEqual(new Set(committed.map(({ id }) => id)));
  });
});

describe("an endpoint that does not answer well", () => {
  it("delays no other: neither the one that is slow nor the one that is dead", async () => {
    const [slow, dead, good] = [await hook(), await hook({ url: "http://127.0.0.1:9/dead" }), await hook()];
    house.allowEgress("http://127.0.0.1:9");
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

  it("is tried again with the same id and body until it takes it, and what comes after does not wait for that", async () => {
    const { id, path, secret } = await hook();
    let refusals = 3;
    receiver.answer(path, ({ body }) =>
      body.data["name"] === "Refusé" && refusals-- > 0 ? { status: 500, body: "panne\0" } : { status: 204 },
    );
    await happen("Refusé");
    await happen("Suivant");
    await untilTold(path, "assistant.created", 5);
    const refused = receiver.at(path).filter(({ body }) => body.data["name"] === "Refusé");
    expect(refused).toHaveLength(4);
    expect(new Set(refused.map(({ text }) => text)).size).toBe(1);
    expect(new Set(refused.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(refused.every((received) => isSigned(received, secret))).toBe(true);
    const names = receiver.at(path).map(({ body }) => body.data["name"]);
    expect(names.indexOf("Suivant")).toBeLessThan(names.lastIndexOf("Refusé"));

    const eventId = refused[0]?.body.id;
    await vi.waitFor(async () => {
      const items = await listOf(`/v1/webhooks/${id}/deliveries?state=delivered`);
      expect(items.find((item) => item["eventId"] === eventId)).toMatchObject({ attemptCount: 4, lastStatus: 204 });
    }, WAIT);
    const delivery = (await listOf(`/v1/webhooks/${id}/deliveries`)).find((item) => item["eventId"] === eventId);
    const detail = await ask<Item & { attempts: Json[] }>("GET", `/v1/webhooks/${id}/deliveries/${delivery?.id}`);
    expect(detail["body"]).toEqual(refused[0]?.body);
    expect(detail.attempts.map(({ status }) => status)).toEqual([204, 500, 500, 500]);
    expect(detail.attempts[1]).toMatchObject({ answer: "panne\uFFFD", failure: null, durationMs: expect.any(Number) });
    expect(await ask("GET", `/v1/webhooks/${id}`)).toMatchObject({ state: "enabled", failingSince: null });
  });

  it("that is gone (410) is disabled at once, says why, is sent nothing more, and the others are told", async () => {
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
    await vi.waitFor(async () => expect(await house.sql(taken, [owner.organizationId])).toEqual([]), WAIT);
    expect(receiver.at(gone.path)).toHaveLength(1);
  });

  it("for five days is disabled, and begins anew when somebody enables it", async () => {
    const { id, path } = await hook();
    receiver.answer(path, () => ({ status: 503 }));
    await house.sql("update webhook_endpoints set failing_since = now() - interval '4 days 23 hours' where id = $1", [
      id,
    ]);
    const failed = await happen();
    await untilTold(path, "assistant.created", 3);
    expect(await ask<Hook>("GET", `/v1/webhooks/${id}`)).toMatchObject({ state: "enabled" });
    await house.sql("update webhook_endpoints set failing_since = now() - interval '5 days' where id = $1", [id]);
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
    // What was still on its way goes on.
    await vi.waitFor(() => expect(receiver.at(path).length).toBe(before + 1), WAIT);
    expect(receiver.at(path).at(-1)?.body.data["id"]).toBe(failed);
  });

  it("but asks for patience is left alone, with all that waits, until somebody begins anew", async () => {
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
    // Those that were told to wait do; the others go.
    await vi.waitFor(() => expect(receiver.at(path).length).toBe(20), WAIT);
    const waiting = `/v1/webhooks/${id}/deliveries?state=pending`;
    await vi.waitFor(async () => expect(await listOf(waiting)).toHaveLength(asked), WAIT);
  });

  it("and leads elsewhere is not followed", async () => {
    const [{ id, path }, elsewhere] = [await hook(), await hook({ state: "disabled" })];
    receiver.answer(path, () => ({ status: 307, headers: { location: receiver.url + elsewhere.path } }));
    const { attempt } = await ask<{ attempt: Json }>("POST", `/v1/webhooks/${id}/ping`);
    expect(attempt).toMatchObject({ status: null, failure: "redirect" });
    expect(receiver.at(elsewhere.path)).toHaveLength(0);
  });
});

describe("nothing is lost, and nothing is twice in the books", () => {
  const slowly = async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { status: 200 };
  };
  const books = (id: string) =>
    house.sql<{ state: string; n: number; events: number }>(
      "select state, count(*)::int as n, count(distinct event_id)::int as events from deliveries where endpoint_id = $1 group by state",
      [id],
    );

  it("when all Workers end in the middle of it and begin again", async () => {
    const { id, path } = await hook();
    receiver.answer(path, slowly);
    const committed = await commit(owner.organizationId, "file.ready", 60);
    await vi.waitFor(() => expect(receiver.at(path).length).toBeGreaterThan(5), WAIT);
    await house.stopWorkers();
    expect(receiver.at(path).length).toBeLessThan(60);
    await house.startWorkers();
    await vi.waitFor(async () => expect(await books(id)).toEqual([{ state: "delivered", n: 60, events: 60 }]), WAIT);
    expect(new Set(receiver.at(path).map(({ body }) => body.id))).toEqual(new Set(committed.map((event) => event.id)));
  });

  it("when Postgres is away while events are sent", async () => {
    const { id, path } = await hook();
    receiver.answer(path, slowly);
    const committed = await commit(owner.organizationId, "file.ready", 60);
    await vi.waitFor(() => expect(receiver.at(path).length).toBeGreaterThan(5), WAIT);
    house.postgres.cut();
    const isStopped = () => house.logs().some(({ message }) => message.includes("lane stopped"));
    await vi.waitFor(() => expect(isStopped()).toBe(true), WAIT);
    expect(receiver.at(path).length).toBeLessThan(60);
    house.postgres.heal();
    await vi.waitFor(async () => expect(await books(id)).toEqual([{ state: "delivered", n: 60, events: 60 }]), WAIT);
    expect(new Set(receiver.at(path).map(({ body }) => body.id))).toEqual(new Set(committed.map((event) => event.id)));
  });

  it("when a lane was not woken after its deliveries were queued", async () => {
    const { id, path } = await hook();
    const [event] = await commit(owner.organizationId);
    await vi.waitFor(async () => expect(await books(id)).toEqual([{ state: "delivered", n: 1, events: 1 }]), WAIT);
    // As a crash between the two would leave it.
    await house.sql(
      "update deliveries set state = 'pending', next_attempt_at = now() - interval '1 minute' where endpoint_id = $1",
      [id],
    );
    await untilTold(path, "file.ready", 2);
    expect(receiver.at(path).map(({ body }) => body.id)).toEqual([event?.id, event?.id]);
  });
});
