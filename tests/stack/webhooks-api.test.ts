import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { isSigned, startReceiver, type Receiver } from "../receiver.ts";
import { createAssistant } from "./listener.ts";

const FAST = { RETRY_PACE: "0.001", SEND_TIMEOUT_MS: "8000", DATABASE_RETRY_MS: "50", SWEEP_EVERY_MS: "700" };
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
afterAll(async () => {
  await stack.close();
  await receiver.close();
});

type Json = Record<string, unknown>;
type Item = Json & { id: string };
type Hook = Item & { secret: string };
type Page = { items: Item[]; nextCursor: string | null };

async function ask<Answer = Item>(method: string, path: string, json?: unknown, status = 200): Promise<Answer> {
  const answer = await stack.api(path, { ...owner, method, ...(json !== undefined && { json }) });
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

let hooks = 0;
async function hook(more: Json = {}) {
  const path = `/hook-${++hooks}`;
  return { ...(await ask<Hook>("POST", "/v1/webhooks", { url: receiver.url + path, ...more }, 201)), path };
}
const happen = async (name = "Accueil") => (await createAssistant(stack, owner, { name })).id;
const untilCame = (path: string, times: number) =>
  vi.waitFor(() => expect(receiver.at(path)).toHaveLength(times), WAIT);

describe("a webhook", () => {
  it("is created, read, changed and deleted, each in the audit log; its secret is shown once", async () => {
    const { id, secret, path } = await hook({ description: "Dossier", eventTypes: ["call.report"] });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const shown = await stack.api(`/v1/webhooks/${id}`, owner);
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
    expect(await (await stack.api(`/v1/webhooks/${id}`, change)).json()).toMatchObject({ eventTypes: null });
    expect((await stack.api(`/v1/webhooks/${id}`, change)).status).toBe(412);
    expect((await ask<Page>("GET", "/v1/webhooks")).items).toMatchObject([{ id, eventTypes: null }]);
    await ask("DELETE", `/v1/webhooks/${id}`, undefined, 204);
    await ask("GET", `/v1/webhooks/${id}`, undefined, 404);
    expect((await ask<Page>("GET", "/v1/webhooks")).items).toEqual([]);
    const logged = await stack.sql<{ action: string }>(
      "select action from audit_log where resource_id = $1 order by id",
      [id],
    );
    expect(logged.map(({ action }) => action)).toEqual(["webhook.created", "webhook.updated", "webhook.deleted"]);
  });

  it("that is deleted gets nothing more, and all its data is deleted", async () => {
    const { id, path } = await hook();
    await happen();
    await untilCame(path, 1);
    await ask("DELETE", `/v1/webhooks/${id}`, undefined, 204);
    const left = `
      select id from webhook_endpoints where id = $1
      union all select id from webhook_secrets where endpoint_id = $1
      union all select id from deliveries where endpoint_id = $1`;
    await vi.waitFor(async () => expect(await stack.sql(left, [id])).toEqual([]), WAIT);
    await happen("Ensuite");
    const taken = "select 1 from events where org_id = $1 and delivered_at is null";
    await vi.waitFor(async () => expect(await stack.sql(taken, [owner.organizationId])).toEqual([]), WAIT);
    expect(receiver.at(path)).toHaveLength(1);
    // The tool that asked did not hear the answer, and asks again; of what never was, nobody says that it went.
    await ask("DELETE", `/v1/webhooks/${id}`, undefined, 204);
    await ask("DELETE", `/v1/webhooks/${crypto.randomUUID()}`, undefined, 404);
  });

  it("created twice with one Idempotency-Key is one, with one secret, which is stored only encrypted", async () => {
    const create = () =>
      stack.api("/v1/webhooks", {
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
    const tables = await stack.sql<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    );
    for (const { name } of tables) {
      const found = await stack.sql(`select 1 from public.${name} t where t::text like $1`, [
        `%${made.secret.slice("whsec_".length)}%`,
      ]);
      expect(found, name).toEqual([]);
    }
    expect(JSON.stringify(stack.logs())).not.toContain(made.secret);
    const other = await stack.api("/v1/webhooks", {
      ...owner,
      method: "POST",
      json: { url: `${receiver.url}/other` },
      headers: { "idempotency-key": "once" },
    });
    expect(await other.json()).toMatchObject({ code: "idempotency_key_reused" });
  });

  it("is one of twenty at most, however many are requested at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 24 }, () =>
        stack.api("/v1/webhooks", { ...owner, method: "POST", json: { url: `${receiver.url}/many` } }),
      ),
    );
    const statuses = answers.map(({ status }) => status).toSorted((left, right) => left - right);
    expect(statuses).toEqual([...Array<number>(20).fill(201), ...Array<number>(4).fill(403)]);
    const first = await ask<Page>("GET", "/v1/webhooks?limit=12");
    const second = await ask<Page>("GET", `/v1/webhooks?limit=12&cursor=${encodeURIComponent(first.nextCursor ?? "")}`);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(20);
    expect(second.nextCursor).toBeNull();
  });
});

describe("its secret", () => {
  it("can be rotated, and for a day both sign; then only the new one", async () => {
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

    await stack.sql("update webhook_secrets set expires_at = now() where endpoint_id = $1 and expires_at > now()", [
      id,
    ]);
    await happen("Ensuite");
    await untilCame(path, 2);
    const [, one] = receiver.at(path);
    if (one === undefined) throw new Error("nothing came");
    expect([isSigned(one, secret), isSigned(one, rotated.secret)]).toEqual([false, true]);
  });

  it("can be rotated four times a day", async () => {
    const { id } = await hook();
    for (let times = 0; times < 4; times++) await ask("POST", `/v1/webhooks/${id}/rotate-secret`);
    expect(await ask("POST", `/v1/webhooks/${id}/rotate-secret`, undefined, 409)).toMatchObject({ code: "conflict" });
    await stack.sql(
      "update webhook_secrets set expires_at = now() - interval '1 second' where endpoint_id = $1 and expires_at is not null",
      [id],
    );
    await ask("POST", `/v1/webhooks/${id}/rotate-secret`);
  });

  it("that leaked is revoked at once, also when five are valid: only the new one signs", async () => {
    const { id, path, secret } = await hook();
    const secrets = [secret];
    const rotate = (query = "", status?: number) =>
      ask<{ secret: string; previousExpiresAt: string | null }>(
        "POST",
        `/v1/webhooks/${id}/rotate-secret${query}`,
        undefined,
        status,
      );
    for (let times = 0; times < 4; times++) secrets.push((await rotate()).secret);
    await rotate("?endPrevious=yes", 422);
    const ended = await rotate("?endPrevious=true");
    expect(ended.previousExpiresAt).toBeNull();
    await happen();
    await untilCame(path, 1);
    const [one] = receiver.at(path);
    if (one === undefined) throw new Error("nothing came");
    expect([...secrets, ended.secret].map((each) => isSigned(one, each))).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect((await rotate()).previousExpiresAt).not.toBeNull();
  });
});

describe("a ping", () => {
  type Ping = { deliveryId: string; isDelivered: boolean; attempt: Json };

  it("returns the answer at once, is stored as a delivery, and is visible only to its organization", async () => {
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
    const { promise, resolve } = Promise.withResolvers<{ status: number }>();
    receiver.answer(path, () => promise);
    expect(await ask<Ping>("POST", `/v1/webhooks/${id}/ping`)).toMatchObject({
      isDelivered: false,
      attempt: { status: null, failure: "timeout" },
    });
    resolve({ status: 200 });
  });
});

describe("a repeat", () => {
  it("sends one delivery once more, with its id, whatever its outcome was", async () => {
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
    await stack.sql(isGivenUp, [delivery?.id]);
    await ask("POST", `/v1/webhooks/${id}/deliveries/${delivery?.id}/retry`, undefined, 202);
    await untilCame(path, 3);
    expect(new Set(receiver.at(path).map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    await ask("PATCH", `/v1/webhooks/${id}`, { state: "disabled" });
    await ask("POST", `/v1/webhooks/${id}/deliveries/${delivery?.id}/retry`, undefined, 409);
    const nobodys = "0198c2a4-0000-7000-8000-00000000dead";
    await ask("PATCH", `/v1/webhooks/${id}`, { state: "enabled" });
    await ask("POST", `/v1/webhooks/${id}/deliveries/${nobodys}/retry`, undefined, 404);
  });

  it("of a period sends every wanted event of it, oldest first, and the answer says how many", async () => {
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
  it("names the person, the action and the webhook of each manual action", async () => {
    const { id } = await hook();
    const { deliveryId } = await ask<{ deliveryId: string }>("POST", `/v1/webhooks/${id}/ping`);
    await ask("POST", `/v1/webhooks/${id}/deliveries/${deliveryId}/retry`, undefined, 202);
    await ask("POST", `/v1/webhooks/${id}/rotate-secret`);
    await ask("POST", `/v1/webhooks/${id}/replay`, { from: new Date().toISOString() });
    const logged = await stack.sql<{ action: string; actor: string; detail: Json }>(
      "select action, actor_id as actor, detail from audit_log where resource_id = $1 order by id",
      [id],
    );
    expect(logged.map(({ action }) => action)).toEqual([
      "webhook.created",
      "webhook.pinged",
      "webhook.retried",
      "webhook.secret-rotated",
      "webhook.replayed",
    ]);
    expect(new Set(logged.map(({ actor }) => actor))).toEqual(new Set([owner.user.id]));
    expect(logged.at(-1)?.detail).toMatchObject({ queued: 0 });
  });
});

describe("events", () => {
  it("are listed newest first, by type, resource and time, and read one by one", async () => {
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
  it("an address that is not on the public internet is refused, and is not called if it was stored otherwise", async () => {
    const outside = await startStack({
      vars: { "allokoli-deliveries": { ...FAST, DEVELOPMENT: "" } },
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
