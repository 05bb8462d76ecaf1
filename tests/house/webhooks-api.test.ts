import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startHouse, type House, type Organization } from "../house.ts";
import { isSigned, startReceiver, type Receiver } from "../receiver.ts";
import { createAssistant } from "./listener.ts";

const FAST = { RETRY_PACE: "0.001", SEND_TIMEOUT_MS: "1500", DATABASE_RETRY_MS: "50", SWEEP_EVERY_MS: "700" };
const WAIT = { timeout: 25_000, interval: 50 };

let house: House;
let receiver: Receiver;
let owner: Organization;

beforeAll(async () => {
  house = await startHouse({ vars: { "allokoli-deliveries": FAST } });
  receiver = await startReceiver();
  house.allowEgress(receiver.url);
});
beforeEach(async () => {
  owner = await house.newOrganization();
});
afterAll(async () => {
  await house.close();
  await receiver.close();
});

type Json = Record<string, unknown>;
type Item = Json & { id: string };
type Hook = Item & { secret: string };
type Page = { items: Item[]; nextCursor: string | null };

async function ask<Answer = Item>(method: string, path: string, json?: unknown, status = 200): Promise<Answer> {
  const answer = await house.api(path, { ...owner, method, ...(json !== undefined && { json }) });
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

let hooks = 0;
async function hook(more: Json = {}) {
  const path = `/hook-${++hooks}`;
  return { ...(await ask<Hook>("POST", "/v1/webhooks", { url: receiver.url + path, ...more }, 201)), path };
}
const happen = async (name = "Accueil") => (await createAssistant(house, owner, { name })).id;
const untilCame = (path: string, times: number) =>
  vi.waitFor(() => expect(receiver.at(path)).toHaveLength(times), WAIT);

describe("a webhook", () => {
  it("is made, read, changed and deleted, each in the audit log; its secret is shown once", async () => {
    const { id, secret, path } = await hook({ description: "Dossier", eventTypes: ["call.report"] });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const shown = await house.api(`/v1/webhooks/${id}`, owner);
    const etag = shown.headers.get("etag") ?? "";
    expect(await shown.json()).toEqual({
      id,
      url: receiver.url + path,
      description: "Dossier",
      eventTypes: ["call.report"],
      state: "enabled",
      disabledReason: null,
      failingSince: null,
      pausedUntil: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const change = { ...owner, method: "PATCH", json: { eventTypes: null }, headers: { "if-match": etag } };
    expect(await (await house.api(`/v1/webhooks/${id}`, change)).json()).toMatchObject({ eventTypes: null });
    expect((await house.api(`/v1/webhooks/${id}`, change)).status).toBe(412);
    expect((await ask<Page>("GET", "/v1/webhooks")).items).toMatchObject([{ id, eventTypes: null }]);
    await ask("DELETE", `/v1/webhooks/${id}`, undefined, 204);
    await ask("GET", `/v1/webhooks/${id}`, undefined, 404);
    expect((await ask<Page>("GET", "/v1/webhooks")).items).toEqual([]);
    const books = await house.sql<{ action: string }>(
      "select action from audit_log where resource_id = $1 order by id",
      [id],
    );
    expect(books.map(({ action }) => action)).toEqual(["webhook.create", "webhook.update", "webhook.delete"]);
  });

  it("that is deleted is sent nothing more, and all that hangs on it goes", async () => {
    const { id, path } = await hook();
    await happen();
    await untilCame(path, 1);
    await ask("DELETE", `/v1/webhooks/${id}`, undefined, 204);
    const left = `
      select id from webhook_endpoints where id = $1
      union all select id from webhook_secrets where endpoint_id = $1
      union all select id from deliveries where endpoint_id = $1`;
    await vi.waitFor(async () => expect(await house.sql(left, [id])).toEqual([]), WAIT);
    await happen("Ensuite");
    const taken = "select 1 from events where org_id = $1 and delivered_at is null";
    await vi.waitFor(async () => expect(await house.sql(taken, [owner.organizationId])).toEqual([]), WAIT);
    expect(receiver.at(path)).toHaveLength(1);
  });

  it("made twice with one Idempotency-Key is one, with one secret, which lies nowhere in the open", async () => {
    const create = () =>
      house.api("/v1/webhooks", {
        ...owner,
        method: "POST",
        json: { url: `${receiver.url}/once` },
        headers: { "idempotency-key": "once" },
      });
    const [first, again] = [await create(), await create()];
    const made = (await first.json()) as Hook;
    expect([first.status, again.status, again.headers.get("idempotent-replayed")]).toEqual([201, 201, "true"]);
    expect(await again.json()).toEqual({ ...made, secret: null });
    expect((await ask<Page>("GET", "/v1/webhooks")).items).toHaveLength(1);
    const tables = await house.sql<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    );
    for (const { name } of tables) {
      const found = await house.sql(`select 1 from public.${name} t where t::text like $1`, [
        `%${made.secret.slice("whsec_".length)}%`,
      ]);
      expect(found, name).toEqual([]);
    }
    expect(JSON.stringify(house.logs())).not.toContain(made.secret);
    const other = await house.api("/v1/webhooks", {
      ...owner,
      method: "POST",
      json: { url: `${receiver.url}/other` },
      headers: { "idempotency-key": "once" },
    });
    expect(await other.json()).toMatchObject({ code: "idempotency_key_reused" });
  });

  it("is one of twenty at most, however many are asked for at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 24 }, () =>
        house.api("/v1/webhooks", { ...owner, method: "POST", json: { url: `${receiver.url}/many` } }),
      ),
    );
    const statuses = answers.map(({ status }) => status).toSorted((left, right) => left - right);
    expect(statuses).toEqual([...Array<number>(20).fill(201), ...Array<number>(4).fill(409)]);
    const first = await ask<Page>("GET", "/v1/webhooks?limit=12");
    const second = await ask<Page>("GET", `/v1/webhooks?limit=12&cursor=${encodeURIComponent(first.nextCursor ?? "")}`);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(20);
    expect(second.nextCursor).toBeNull();
  });
});

describe("its secret", () => {
  it("can be changed, and for a day both sign; then only the new one", async () => {
    const { id, path, secret } = await hook();
    const rotated = await ask<{ secret: string; previousExpiresAt: string }>(
      "POST",
      `/v1/webhooks/${id}/rotate-secret`,
    );
    const hoursLeft = (Date.parse(rotated.previousExpiresAt) - Date.now()) / 3_600_000;
    expect(hoursLeft).toBeGreaterThan(23.9);
    await happen();
    await untilCame(path, 1);
    const [both] = receiver.at(path);
    if (both === undefined) throw new Error("nothing came");
    expect(String(both.headers["webhook-signature"]).split(" ")).toHaveLength(2);
    expect([isSigned(both, secret), isSigned(both, rotated.secret)]).toEqual([true, true]);

    await house.sql("update webhook_secrets set expires_at = now() where endpoint_id = $1 and expires_at > now()", [
      id,
    ]);
    await happen("Ensuite");
    await untilCame(path, 2);
    const [, one] = receiver.at(path);
    if (one === undefined) throw new Error("nothing came");
    expect([isSigned(one, secret), isSigned(one, rotated.secret)]).toEqual([false, true]);
  });

  it("can be changed four times a day", async () => {
    const { id } = await hook();
    for (let times = 0; times < 4; times++) await ask("POST", `/v1/webhooks/${id}/rotate-secret`);
    expect(await ask("POST", `/v1/webhooks/${id}/rotate-secret`, undefined, 409)).toMatchObject({ code: "conflict" });
    await house.sql(
      "update webhook_secrets set expires_at = now() - interval '1 second' where endpoint_id = $1 and expires_at is not null",
      [id],
    );
    await ask("POST", `/v1/webhooks/${id}/rotate-secret`);
  });
});

describe("a ping", () => {
  type Ping = { deliveryId: string; isDelivered: boolean; attempt: Json };

  it("says at once what came back, is kept as a delivery, and is nobody else's", async () => {
    const [{ id, path, secret }, other] = [await hook({ state: "disabled" }), await hook()];
    const good = await ask<Ping>("POST", `/v1/webhooks/${id}/ping`);
    expect(good).toMatchObject({ isDelivered: true, attempt: { status: 200, failure: null, answer: "merci" } });
    const [received] = receiver.at(path);
    expect(received?.body).toMatchObject({ type: "ping", data: { id } });
    expect(received !== undefined && isSigned(received, secret)).toBe(true);

    receiver.answer(path, () => ({ status: 404, body: "x".repeat(50_000) }));
    const bad = await ask<Ping>("POST", `/v1/webhooks/${id}/ping`);
    expect(bad).toMatchObject({ isDelivered: false, attempt: { status: 404 } });
    expect(String(bad.attempt["answer"])).toHaveLength(4096);

    const { items } = await ask<Page>("GET", `/v1/webhooks/${id}/deliveries?eventType=ping`);
    expect(items.map(({ id: delivery, state }) => [delivery, state])).toEqual([
      [bad.deliveryId, "failed"],
      [good.deliveryId, "delivered"],
    ]);
    const one = await ask<Page>("GET", `/v1/webhooks/${id}/deliveries?limit=1`);
    const rest = await ask<Page>("GET", `/v1/webhooks/${id}/deliveries?limit=1&cursor=${one.nextCursor}`);
    expect([...one.items, ...rest.items].map((delivery) => delivery.id)).toEqual([bad.deliveryId, good.deliveryId]);
    await happen();
    await untilCame(other.path, 1);
    expect(receiver.at(other.path)[0]?.body.type).toBe("assistant.created");
  });

  it("of an address that takes too long says so", async () => {
    const { id, path } = await hook();
    receiver.answer(path, async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      return { status: 200 };
    });
    expect(await ask<Ping>("POST", `/v1/webhooks/${id}/ping`)).toMatchObject({
      isDelivered: false,
      attempt: { status: null, failure: "timeout" },
    });
  });
});

describe("again", () => {
  it("one delivery is sent once more, with the id that it had, whatever became of it", async () => {
    const { id, path } = await hook();
    await happen();
    await untilCame(path, 1);
    const [delivery] = (await ask<Page>("GET", `/v1/webhooks/${id}/deliveries`)).items;
    await ask("POST", `/v1/webhooks/${id}/deliveries/${delivery?.id}/retry`, undefined, 202);
    await untilCame(path, 2);
    const isGivenUp = "update deliveries set state = 'failed', tries = 10, next_attempt_at = null where id = $1";
    await vi.waitFor(async () => {
      const detail = await ask("GET", `/v1/webhooks/${id}/deliveries/${delivery?.id}`);
      expect(detail).toMatchObject({ state: "delivered", attemptCount: 2 });
    }, WAIT);
    await house.sql(isGivenUp, [delivery?.id]);
    await ask("POST", `/v1/webhooks/${id}/deliveries/${delivery?.id}/retry`, undefined, 202);
    await untilCame(path, 3);
    expect(new Set(receiver.at(path).map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    await ask("PATCH", `/v1/webhooks/${id}`, { state: "disabled" });
    await ask("POST", `/v1/webhooks/${id}/deliveries/${delivery?.id}/retry`, undefined, 409);
    const nobodys = "0198c2a4-0000-7000-8000-00000000dead";
    await ask("PATCH", `/v1/webhooks/${id}`, { state: "enabled" });
    await ask("POST", `/v1/webhooks/${id}/deliveries/${nobodys}/retry`, undefined, 404);
  });

  it("a time is replayed: every event of it that is wanted, oldest first, and the answer says how many", async () => {
    const early = await happen("Avant");
    const from = new Date().toISOString();
    for (const name of ["Un", "Deux", "Trois"]) await happen(name);
    await ask("DELETE", `/v1/assistants/${early}`, undefined, 204);
    const { id, path } = await hook();
    expect(await ask<Json>("POST", `/v1/webhooks/${id}/replay`, { from, eventTypes: ["assistant.created"] })).toEqual({
      queued: 3,
      continueFrom: null,
    });
    await untilCame(path, 3);
    expect(await ask<Json>("POST", `/v1/webhooks/${id}/replay`, { from })).toMatchObject({ queued: 4 });
    await untilCame(path, 7);
    expect(await ask<Json>("POST", `/v1/webhooks/${id}/replay`, { from, to: from })).toMatchObject({ queued: 0 });
    await ask("POST", `/v1/webhooks/${id}/replay`, { from, to: "2026-01-01T00:00:00Z" }, 422);
    expect((await ask<Page>("GET", `/v1/webhooks/${id}/deliveries`)).items).toHaveLength(4);
    await ask("PATCH", `/v1/webhooks/${id}`, { state: "disabled" });
    await ask("POST", `/v1/webhooks/${id}/replay`, { from }, 409);
  });
});

describe("the audit log", () => {
  it("says who did what by hand, to which webhook", async () => {
    const { id } = await hook();
    const { deliveryId } = await ask<{ deliveryId: string }>("POST", `/v1/webhooks/${id}/ping`);
    await ask("POST", `/v1/webhooks/${id}/deliveries/${deliveryId}/retry`, undefined, 202);
    await ask("POST", `/v1/webhooks/${id}/rotate-secret`);
    await ask("POST", `/v1/webhooks/${id}/replay`, { from: new Date().toISOString() });
    const books = await house.sql<{ action: string; actor: string; detail: Json }>(
      "select action, actor_id as actor, detail from audit_log where resource_id = $1 order by id",
      [id],
    );
    expect(books.map(({ action }) => action)).toEqual([
      "webhook.create",
      "webhook.ping",
      "webhook.retry",
      "webhook.rotate-secret",
      "webhook.replay",
    ]);
    expect(new Set(books.map(({ actor }) => actor))).toEqual(new Set([owner.user.id]));
    expect(books.at(-1)?.detail).toMatchObject({ queued: 0 });
  });
});

describe("events", () => {
  it("are listed newest first, by type, thing and time, and read one by one", async () => {
    const [first, second] = [await happen("Un"), await happen("Deux")];
    const all = await ask<Page>("GET", "/v1/events");
    expect(all.items.map(({ data }) => (data as Json)["name"])).toEqual(["Deux", "Un"]);
    const of = async (query: string) => (await ask<Page>("GET", `/v1/events?${query}`)).items.map(({ id }) => id);
    const [newest, oldest] = all.items.map(({ id }) => id);
    expect(await of(`resourceType=assistant&resourceId=${first}`)).toEqual([oldest]);
    expect(await of(`resourceId=${second}`)).toEqual([newest]);
    expect(await of("type=assistant.deleted")).toEqual([]);
    expect(await of(`from=${encodeURIComponent(String(all.items[0]?.["createdAt"]))}`)).toEqual([newest]);
    expect(await of(`to=${encodeURIComponent(String(all.items[1]?.["createdAt"]))}`)).toEqual([oldest]);
    expect(await of("to=2026-01-01T00:00:00%2B23:59")).toEqual([]);
    const page = await ask<Page>("GET", "/v1/events?limit=1");
    expect(await of(`limit=1&cursor=${encodeURIComponent(page.nextCursor ?? "")}`)).toEqual([oldest]);
    expect(await ask("GET", `/v1/events/${oldest}`)).toEqual(all.items[1]);
    await ask("GET", "/v1/events?from=0000-01-01T00:00:00Z", undefined, 422);
  });
});

describe("in production", () => {
  it("an address that is not on the public internet is refused, and not called when it got there otherwise", async () => {
    const outside = await startHouse({
      vars: { "allokoli-deliveries": { ...FAST, PUBLIC_API_URL: "https://api.allokoli.example" } },
    });
    try {
      const their = await outside.newOrganization();
      const create = (url: string) =>
        outside.api("/v1/webhooks", { ...their, method: "POST", json: { url, state: "disabled" } });
      for (const url of [
        receiver.url,
        "http://crm.cabinet.example/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://metadata.google.internal/",
        "https://localhost/",
        "https://user:password@crm.cabinet.example/",
        "ftp://crm.cabinet.example/",
        "crm",
      ]) {
        const answer = await create(url);
        expect([url, answer.status]).toEqual([url, 422]);
        expect(await answer.json()).toMatchObject({ errors: [{ path: "url", message: expect.any(String) }] });
      }
      const made = (await (await create("https://crm.cabinet.example/")).json()) as Item;
      await outside.sql("update webhook_endpoints set url = $2 where id = $1", [made.id, `${receiver.url}/inside`]);
      const ping = await outside.api(`/v1/webhooks/${made.id}/ping`, { ...their, method: "POST" });
      expect(await ping.json()).toMatchObject({ isDelivered: false, attempt: { status: null, failure: "address" } });
      expect(receiver.at("/inside")).toEqual([]);
    } finally {
      await outside.close();
    }
  });
});
