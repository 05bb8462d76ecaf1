import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { createAssistant } from "./listener.ts";

let stack: Stack;
let owner: Organization;
let assistant: { id: string; vapiAssistantId: string; name: string };

beforeAll(async () => {
  stack = await startStack({
    vars: { "allokoli-calls": { REPORT_AFTER_MS: "500" } },
  });
  owner = await stack.newOrganization();
  assistant = await createAssistant(stack, owner);
});
afterEach(async () => {
  stack.postgres.heal();
  await stack.vapi.clearFaults();
});
afterAll(() => stack.close());

const WAIT = { timeout: 30_000 };

type Call = Record<string, unknown> & {
  id: string;
  vapiCallId: string | null;
  status: string;
  sync: { state: string; error: string | null };
};

const dial = (json: Record<string, unknown>, headers: Record<string, string> = {}) =>
  stack.api("/v1/calls", {
    ...owner,
    method: "POST",
    headers,
    json: { assistantId: assistant.id, phoneNumberId: stack.vapi.phoneNumberId, ...json },
  });
const madeBy = async (answer: Response): Promise<Call[]> => {
  const body = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(201);
  return (body as { items: Call[] }).items;
};
const get = async (id: string) => (await (await stack.api(`/v1/calls/${id}`, owner)).json()) as Call;
const dialled = async (number: string) =>
  (await stack.vapi.requests({ method: "POST", path: "/call" })).filter(({ body }) =>
    JSON.stringify(body).includes(number),
  );
const hold = (number: string, script: unknown[] = [{ stay: true }]) =>
  stack.vapi.knob("POST", "/scripts", { customerNumber: number, script });
const until = (id: string, status: string) => vi.waitFor(async () => expect((await get(id)).status).toBe(status), WAIT);

describe("POST /v1/calls", () => {
  it("rings once, and the call is in the history with its report", async () => {
    const [call] = await madeBy(
      await dial({ customer: { number: "+33611110100", name: "Claire" }, name: "Rappel", metadata: { dossier: "7" } }),
    );
    expect(call).toMatchObject({
      direction: "outbound",
      customer: { number: "+33611110100", name: "Claire" },
      metadata: { dossier: "7" },
      sync: { state: "synced" },
    });
    await vi.waitFor(
      async () =>
        expect(await get(call?.id ?? "")).toMatchObject({
          status: "ended",
          success: true,
          endedReason: "assistant-said-end-call-phrase",
          endedFamily: "assistant_hung_up",
          summary: expect.any(String),
        }),
      WAIT,
    );
    const ended = await get(call?.id ?? "");
    expect(ended["cost"]).toMatchObject({ totalUsd: expect.any(Number) });
    expect(ended["durationMs"]).toBeGreaterThan(1000);
    expect(ended["assistant"]).toEqual({ id: assistant.id, name: assistant.name });
    const messages = (await (await stack.api(`/v1/calls/${ended.id}/messages?limit=3`, owner)).json()) as {
      items: { id: string; text: string }[];
      nextCursor: string;
    };
    expect(messages.items[0]?.text).toBe("Cabinet du docteur Lefèvre, bonjour.");
    const rest = (await (
      await stack.api(`/v1/calls/${ended.id}/messages?cursor=${encodeURIComponent(messages.nextCursor)}`, owner)
    ).json()) as { items: { position: number }[] };
    expect(rest.items[0]?.position).toBe(3);
    expect(await (await stack.api(`/v1/messages/${messages.items[0]?.id}`, owner)).json()).toEqual(messages.items[0]);
    const found = (await (await stack.api(`/v1/calls?text=rendez-vous&number=%2B336111101`, owner)).json()) as {
      items: Call[];
    };
    expect(found.items.map(({ id }) => id)).toEqual([ended.id]);
    expect(JSON.stringify([ended, messages, rest])).not.toMatch(/twilioAuth|controlUrl|x-vapi-secret/i);
  });

  it("when Vapi drops the connection after ringing: one call at Vapi and one row, linked to each other", async () => {
    const number = "+33611110101";
    await hold(number);
    await stack.vapi.fault({ method: "POST", path: "/call", dropAfterWork: true, times: 1 });
    const [call] = await madeBy(await dial({ customer: { number } }));
    await vi.waitFor(
      async () =>
        expect(await get(call?.id ?? "")).toMatchObject({ vapiCallId: expect.any(String), sync: { state: "synced" } }),
      WAIT,
    );
    expect(await dialled(number)).toHaveLength(1);
    const { vapiCallId } = await get(call?.id ?? "");
    const atVapi = (await (await stack.vapi.api(`/call/${vapiCallId}`)).json()) as {
      assistantOverrides: { metadata: unknown };
    };
    expect(atVapi.assistantOverrides.metadata).toMatchObject({ allokoliCallId: call?.id });
    const rows = await stack.sql("select id from calls where customer_number = $1", [number]);
    expect(rows).toHaveLength(1);
    await stack.api(`/v1/calls/${call?.id}/end`, { ...owner, method: "POST" });
    await until(call?.id ?? "", "ended");
  });

  it("even if the call's own messages never come: a look at Vapi's calls finds it", async () => {
    const number = "+33611110102";
    await hold(number);
    await stack.vapi.fault({ webhooksDown: true });
    await stack.vapi.fault({ method: "POST", path: "/call", dropAfterWork: true, times: 1 });
    const [call] = await madeBy(await dial({ customer: { number } }));
    expect(call).toMatchObject({ vapiCallId: null, sync: { state: "pending" } });
    await vi.waitFor(async () => expect((await get(call?.id ?? "")).sync.state).toBe("synced"), WAIT);
    expect(await dialled(number)).toHaveLength(1);
  });

  it("when Vapi never got it: closed as unconfirmed, not dialled again", async () => {
    const number = "+33611110103";
    await stack.vapi.fault({ method: "POST", path: "/call", dropBefore: true, times: 1 });
    const [call] = await madeBy(await dial({ customer: { number } }));
    // Until the outcome is known it can be neither ended nor deleted, and the answers say so.
    for (const [method, path] of [
      ["POST", "/end"],
      ["DELETE", ""],
    ]) {
      const refused = await stack.api(`/v1/calls/${call?.id}${path}`, { ...owner, method: String(method) });
      expect(refused.status).toBe(409);
      expect(refused.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
      expect(await refused.json()).toMatchObject({ detail: expect.stringContaining("not known yet whether") });
    }
    await vi.waitFor(
      async () =>
        expect(await get(call?.id ?? "")).toMatchObject({
          status: "ended",
          endedReason: "call.start.error-unconfirmed",
          endedSource: "reconciled",
          sync: { state: "failed" },
        }),
      WAIT,
    );
    expect(await dialled(number)).toHaveLength(1);
    expect((await stack.api(`/v1/calls/${call?.id}`, { ...owner, method: "DELETE" })).status).toBe(204);
  });

  it("when the Workers die while it dials: one ring at most, and both sides agree", async () => {
    const number = "+33611110111";
    await hold(number);
    await stack.vapi.fault({ method: "POST", path: "/call", latencyMs: 1000, times: 1 });
    const dying = dial({ customer: { number } }).catch(() => undefined);
    const rows = () => stack.sql<{ id: string }>("select id from calls where customer_number = $1", [number]);
    await vi.waitFor(async () => expect(await rows()).toHaveLength(1), WAIT);
    await stack.restartWorkers();
    await dying;
    const id = (await rows())[0]?.id ?? "";
    await vi.waitFor(async () => expect((await get(id)).sync.state).not.toBe("pending"), WAIT);
    const { vapiCallId } = await get(id);
    const atVapi = (await (await stack.vapi.api("/call?limit=1000")).json()) as {
      id: string;
      customer?: { number?: string };
    }[];
    const rang = atVapi.filter(({ customer }) => customer?.number === number).map((call) => call.id);
    expect(rang).toEqual(vapiCallId === null ? [] : [vapiCallId]);
    await stack.api(`/v1/calls/${id}/end`, { ...owner, method: "POST" });
    await until(id, "ended");
  });

  it("refused by Vapi: 422 in our field names, and no row", async () => {
    const answer = await dial({ customer: { number: "+33611110104" }, phoneNumberId: "no-such-number" });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: "validation_failed", errors: [{ path: "phoneNumberId" }] });
    expect(await stack.sql("select id from calls where customer_number = '+33611110104'")).toEqual([]);
  });

  it("of several, lists those that Vapi refuses as failed in the answer", async () => {
    await stack.vapi.fault({ method: "POST", path: "/call", status: 400, times: 1 });
    const items = await madeBy(await dial({ customers: [{ number: "+33611110105" }, { number: "+33611110106" }] }));
    expect(items.map(({ customer }) => customer)).toMatchObject([
      { number: "+33611110105" },
      { number: "+33611110106" },
    ]);
    expect(items.map(({ sync }) => sync.state).toSorted()).toEqual(["failed", "synced"]);
    const failed = items.find(({ sync }) => sync.state === "failed");
    await vi.waitFor(
      async () =>
        expect(await get(failed?.id ?? "")).toMatchObject({
          status: "ended",
          endedReason: "call.start.error-refused",
          sync: { state: "failed" },
        }),
      WAIT,
    );
  });

  it("when our balance at Vapi is used up: 502, nothing rang, no row", async () => {
    await stack.vapi.fault({ method: "POST", path: "/call", status: 402, times: 1 });
    const answer = await dial({ customer: { number: "+33611110107" } });
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({ code: "vapi_unavailable" });
    expect(await stack.sql("select id from calls where customer_number = '+33611110107'")).toEqual([]);
  });

  it("twice with one key: the first answer again, and one ring", async () => {
    const number = "+33611110108";
    const first = await madeBy(await dial({ customer: { number } }, { "idempotency-key": "key-1" }));
    const again = await dial({ customer: { number } }, { "idempotency-key": "key-1" });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await madeBy(again)).toEqual(first);
    expect(await dialled(number)).toHaveLength(1);
  });

  it("names the faults", async () => {
    const wrong = async (json: Record<string, unknown>) => {
      const answer = await dial(json);
      const body = (await answer.json()) as { errors?: { path: string }[] };
      return [answer.status, body.errors?.map(({ path }) => path)];
    };
    expect(await wrong({ customer: { number: "0611" } })).toEqual([422, ["customer.number"]]);
    expect(await wrong({})).toEqual([422, ["customer"]]);
    expect(
      await wrong({ customer: { number: "+33611110109" }, assistantId: "0198c2a4-0000-7000-8000-000000000001" }),
    ).toEqual([422, ["assistantId"]]);
    const schedule = { earliestAt: "2030-01-02T00:00:00Z", latestAt: "2030-01-01T00:00:00Z" };
    expect(await wrong({ customer: { number: "+33611110109" }, schedule })).toEqual([422, ["schedule.latestAt"]]);
  });

  it("as a viewer: 403, and nothing rings", async () => {
    const viewer = await stack.newMember(owner.organizationId, "viewer");
    const answer = await stack.api("/v1/calls", {
      ...owner,
      token: viewer.token,
      method: "POST",
      json: {
        assistantId: assistant.id,
        phoneNumberId: stack.vapi.phoneNumberId,
        customer: { number: "+33611110110" },
      },
    });
    expect(answer.status).toBe(403);
    expect(await dialled("+33611110110")).toEqual([]);
  });
});

describe("a live call", () => {
  it("says a given text, and is ended", async () => {
    const number = "+33611110120";
    await hold(number);
    const [call] = await madeBy(await dial({ customer: { number } }));
    const id = call?.id ?? "";
    await until(id, "in-progress");
    const say = await stack.api(`/v1/calls/${id}/messages`, {
      ...owner,
      method: "POST",
      json: { action: "say", text: "Un instant, je vérifie." },
    });
    expect(say.status).toBe(202);
    await vi.waitFor(async () => {
      const { items } = (await (await stack.api(`/v1/calls/${id}/messages`, owner)).json()) as {
        items: { text: string }[];
      };
      expect(items.map(({ text }) => text)).toContain("Un instant, je vérifie.");
    }, WAIT);
    expect((await stack.api(`/v1/calls/${id}`, { ...owner, method: "DELETE" })).status).toBe(409);
    expect((await stack.api(`/v1/calls/${id}/end`, { ...owner, method: "POST" })).status).toBe(202);
    await until(id, "ended");
    expect(await get(id)).toMatchObject({ endedReason: "manually-canceled" });
    expect(await (await stack.api(`/v1/calls/${id}/end`, { ...owner, method: "POST" })).json()).toMatchObject({
      code: "call_not_live",
    });
    expect(
      await (
        await stack.api(`/v1/calls/${id}/messages`, {
          ...owner,
          method: "POST",
          json: { action: "say", text: "Allô ?" },
        })
      ).json(),
    ).toMatchObject({ code: "call_not_live" });
    // The refused actions had no effect.
    for (let tries = 0; tries < 2; tries += 1) await stack.api(`/v1/calls/${id}/end`, { ...owner, method: "POST" });
    const logged = await stack.sql<{ action: string }>(
      "select action from audit_log where resource_id = $1 and actor_kind = 'person' order by created_at",
      [id],
    );
    expect(logged.map(({ action }) => action)).toEqual(["call.created", "call.message.said", "call.ended"]);
  });
});

describe("a scheduled call", () => {
  const schedule = { earliestAt: "2099-01-01T09:00:00.000Z" };

  it("is canceled by ending it", async () => {
    const [call] = await madeBy(await dial({ customer: { number: "+33611110130" }, schedule }));
    expect(call).toMatchObject({ status: "scheduled", scheduledAt: schedule.earliestAt });
    expect((await stack.api(`/v1/calls/${call?.id}/end`, { ...owner, method: "POST" })).status).toBe(202);
    await until(call?.id ?? "", "ended");
    expect(await get(call?.id ?? "")).toMatchObject({ endedReason: "scheduled-call-deleted" });
  });

  it("is deleted here at once, and at Vapi when Vapi deletes it", async () => {
    const [call] = await madeBy(await dial({ customer: { number: "+33611110131" }, schedule }));
    await stack.vapi.fault({ method: "DELETE", path: "/call/*", status: 500, times: 4 });
    expect((await stack.api(`/v1/calls/${call?.id}`, { ...owner, method: "DELETE" })).status).toBe(204);
    expect((await stack.api(`/v1/calls/${call?.id}`, owner)).status).toBe(404);
    await vi.waitFor(async () => expect((await stack.vapi.api(`/call/${call?.vapiCallId}`)).status).toBe(404), WAIT);
    await vi.waitFor(
      async () => expect(await stack.sql("select id from calls where id = $1", [call?.id])).toEqual([]),
      WAIT,
    );
  });
});

describe("a recording", () => {
  it("is passed through, without its address at Vapi", async () => {
    const recorded = await createAssistant(stack, owner, { recordingEnabled: true });
    const [call] = await madeBy(await dial({ assistantId: recorded.id, customer: { number: "+33611110150" } }));
    await vi.waitFor(async () => expect(await get(call?.id ?? "")).toMatchObject({ hasRecording: true }), WAIT);
    const whole = await stack.api(`/v1/calls/${call?.id}/recording`, owner);
    expect(whole.status).toBe(200);
    expect(whole.headers.get("content-type")).toMatch(/^audio\//);
    expect(whole.headers.get("location")).toBeNull();
    const bytes = await whole.arrayBuffer();
    expect(new TextDecoder().decode(bytes.slice(0, 4))).toBe("RIFF");

    const part = async (range: string) => {
      const answer = await stack.api(`/v1/calls/${call?.id}/recording`, { ...owner, headers: { range } });
      return [answer.status, answer.headers.get("content-range"), (await answer.arrayBuffer()).byteLength];
    };
    const { byteLength } = bytes;
    expect(await part("bytes=4-9")).toEqual([206, `bytes 4-9/${byteLength}`, 6]);
    expect(await part(`bytes=${byteLength}-`)).toEqual([416, `bytes */${byteLength}`, 0]);
    expect(await part("bytes=9-1")).toEqual([200, null, byteLength]);
  });

  it("that was not made is 404", async () => {
    const [call] = await madeBy(await dial({ customer: { number: "+33611110001" } }));
    await until(call?.id ?? "", "ended");
    expect((await stack.api(`/v1/calls/${call?.id}/recording`, owner)).status).toBe(404);
  });
});

describe("PATCH /v1/calls/:id", () => {
  it("changes name and metadata, and requires the revision that was read", async () => {
    const [call] = await madeBy(await dial({ customer: { number: "+33611110140" } }));
    const etag = (await stack.api(`/v1/calls/${call?.id}`, owner)).headers.get("etag") ?? "";
    const change = (json: Record<string, unknown>) =>
      stack.api(`/v1/calls/${call?.id}`, { ...owner, method: "PATCH", headers: { "if-match": etag }, json });
    const changed = await change({ name: "Mme Fontaine", metadata: { dossier: "9" } });
    expect(changed.status).toBe(200);
    expect(await changed.json()).toMatchObject({ name: "Mme Fontaine", metadata: { dossier: "9" } });
    expect((await change({ name: "Autre" })).status).toBe(412);
    await vi.waitFor(
      async () =>
        expect(await (await stack.vapi.api(`/call/${call?.vapiCallId}`)).json()).toMatchObject({
          name: "Mme Fontaine",
        }),
      WAIT,
    );
  });
});

describe("GET /v1/call-end-reasons", () => {
  it("has every family in plain French and English, and finds the family of a reason", async () => {
    const list = async (query = "") =>
      ((await (await stack.api(`/v1/call-end-reasons${query}`, owner)).json()) as { items: { family: string }[] })
        .items;
    expect((await list()).map(({ family }) => family)).toEqual(expect.arrayContaining(["caller_hung_up", "voicemail"]));
    expect(await list("?reason=silence-timed-out")).toMatchObject([
      { family: "silence", fr: { advice: expect.any(String) }, en: { title: "Nobody spoke" } },
    ]);
    expect(await list("?reason=new-to-everybody")).toMatchObject([{ family: "unknown" }]);
  });
});
