import { beforeAll, describe, expect, it, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Stack, Organization } from "../stack.ts";

const PATIENCE = { timeout: 20_000, interval: 100 };

type Json = Record<string, unknown>;
type Item = Json & { day: string | null; calls: number };
type Stats = { items: Item[]; total: Json; timeZone: string };

let stack: Stack;
let owner: Organization;
let assistantId: string;

shared.beforeAll(async ({ sharedStack }) => {
  stack = sharedStack;
  owner = await stack.newOrganization();
  assistantId = (await ask("POST", "/v1/assistants", { name: "Accueil" })).body["id"] as string;
});

async function ask(method: string, path: string, json?: Json) {
  const answer = await stack.api(path, { ...owner, method, ...(json !== undefined && { json }) });
  return { status: answer.status, body: (await answer.json()) as Json };
}
const stats = async (query = "") => (await ask("GET", `/v1/analytics/calls${query}`)).body as Stats;

/** A call on record, as if it had ended on that day. */
const ended = (startedAt: string, more: Json = {}) => {
  const row: Json = {
    org_id: owner.organizationId,
    status: "ended",
    direction: "inbound",
    started_at: startedAt,
    duration_ms: 90_000,
    cost_usd: 0.12,
    ...more,
  };
  const names = Object.keys(row);
  return stack.sql(
    `insert into calls (${names.join(", ")}) values (${names.map((_, n) => `$${n + 1}`).join(", ")})`,
    Object.values(row),
  );
};

describe("GET /v1/analytics/calls", () => {
  beforeAll(async () => {
    const turns = (...each: number[]) => JSON.stringify(each.map((turnMs) => ({ turnMs })));
    await ended("2025-03-03T09:00:00Z", {
      success: true,
      ended_family: "caller_hung_up",
      turn_latencies: turns(800, 900, 1000),
    });
    await ended("2025-03-03T22:59:00Z", { success: false, ended_family: "silence", assistant_id: assistantId });
    await ended("2025-03-03T23:30:00Z", {
      direction: "outbound",
      phone_number: "+33187650000",
      turn_latencies: turns(4000),
    });
  });

  it("counts by day in the organization's time zone, and shows the days without a call", async () => {
    const { items, total, timeZone } = await stats("?from=2025-03-02&to=2025-03-05");
    expect(timeZone).toBe("Europe/Paris");
    expect(items.map(({ day, calls }) => [day, calls])).toEqual([
      ["2025-03-02", 0],
      ["2025-03-03", 2],
      ["2025-03-04", 1],
      ["2025-03-05", 0],
    ]);
    expect(items[1]).toMatchObject({ minutes: 3, costUsd: 0.24, successRate: 0.5, turns: 3, assistant: null });
    expect(items[1]?.["latencyMedianMs"]).toBeGreaterThan(850);
    expect(items[1]?.["latencyMedianMs"]).toBeLessThan(950);
    expect(total).toMatchObject({ calls: 3, minutes: 4.5, successRate: 0.5, turns: 4 });
  });

  it("groups by week, month and the calls' dimensions, and filters", async () => {
    const range = "from=2025-03-01&to=2025-03-31";
    expect((await stats(`?${range}&step=month`)).items).toMatchObject([{ day: "2025-03-01", calls: 3 }]);
    expect((await stats(`?${range}&step=week`)).items.map(({ day }) => day)).toContain("2025-03-03");
    const byAssistant = await stats(`?${range}&groupBy=assistant`);
    expect(byAssistant.items).toContainEqual(
      expect.objectContaining({ day: null, calls: 1, assistant: { id: assistantId, name: "Accueil" } }),
    );
    const families = (await stats(`?${range}&groupBy=endedFamily,direction`)).items;
    expect(families.map(({ endedFamily, direction, calls }) => [endedFamily, direction, calls])).toEqual(
      [
        [null, "outbound", 1],
        ["caller_hung_up", "inbound", 1],
        ["silence", "inbound", 1],
      ].toSorted((left, right) => String(left[1]).localeCompare(String(right[1]))),
    );
    expect((await stats(`?${range}&groupBy=&direction=outbound&number=33187650000`)).items).toMatchObject([
      { calls: 1 },
    ]);
    expect((await stats(`?${range}&outcome=success`)).total).toMatchObject({ calls: 1, successRate: 1 });
  });

  it("refuses an invalid query, naming the field", async () => {
    for (const [query, path] of [
      ["?from=2025-03-02&to=2025-03-01", "from"],
      ["?from=2020-01-01&to=2025-03-01", "from"],
      ["?from=yesterday", "from"],
      ["?groupBy=colour", "groupBy"],
      ["?groupBy=day,day", "groupBy"],
      ["?step=hour", "step"],
    ] as const) {
      const { status, body } = await ask("GET", `/v1/analytics/calls${query}`);
      expect([status, (body["errors"] as { path: string }[])[0]?.path]).toEqual([422, path]);
    }
  });

  it("keeps the usage of a deleted call, and never shows another organization's", async () => {
    const outsider = await stack.newOrganization();
    const answer = await stack.api("/v1/analytics/calls?from=2025-03-01&to=2025-03-31", outsider);
    expect(((await answer.json()) as Stats).total).toMatchObject({ calls: 0 });
    await stack.sql("delete from calls where org_id = $1 and direction = 'outbound'", [owner.organizationId]);
    expect((await stats("?from=2025-03-01&to=2025-03-31")).total).toMatchObject({ calls: 3 });
  });
});

describe("GET /v1/analytics/hours", () => {
  it("counts the calls that came in by weekday and hour on the organization's clock", async () => {
    // A Saturday: at night the clocks of Paris go forward, so that 2 UTC is 4 there.
    const received = { status: "ended", direction: "inbound", phone_number: "+33187650001" };
    for (const at of ["2025-03-28T22:59:00Z", "2025-03-28T23:00:00Z", "2025-03-29T23:30:00Z", "2025-03-30T02:15:00Z"])
      await ended(at, { ...received, created_at: at });
    await ended("2025-03-30T02:20:00Z", { ...received, created_at: "2025-03-30T02:20:00Z", direction: "outbound" });
    await ended("2025-03-30T02:30:00Z", { ...received, created_at: "2025-03-30T02:30:00Z", deleted_at: new Date() });
    const hours = async (query: string) => (await ask("GET", `/v1/analytics/hours?${query}`)).body;
    expect(await hours("from=2025-03-29&to=2025-03-30&number=33187650001")).toEqual({
      from: "2025-03-29",
      to: "2025-03-30",
      timeZone: "Europe/Paris",
      items: [
        { weekday: "saturday", hour: 0, calls: 1 },
        { weekday: "sunday", hour: 0, calls: 1 },
        { weekday: "sunday", hour: 4, calls: 1 },
      ],
      total: 3,
    });
    expect(await hours(`from=2025-03-28&to=2025-03-28&assistantId=${assistantId}`)).toMatchObject({ items: [] });
    expect(await hours("from=2025-03-28&to=2025-03-28")).toMatchObject({
      items: [{ weekday: "friday", hour: 23, calls: 1 }],
    });
    const { status, body } = await ask("GET", "/v1/analytics/hours?from=2020-01-01");
    expect([status, (body["errors"] as { path: string }[])[0]?.path]).toEqual([422, "from"]);
  });

  it("never counts another organization's", async () => {
    const outsider = await stack.newOrganization();
    const answer = await stack.api("/v1/analytics/hours?from=2025-03-01&to=2025-03-31", outsider);
    expect(await answer.json()).toMatchObject({ items: [], total: 0 });
  });
});

describe("a call that is played", () => {
  it("is in today's roll-ups, in the usage of the month, and on its timeline", async () => {
    const before = (await stats()).total["calls"] as number;
    const { body } = await ask("POST", "/v1/calls", { assistantId, customer: { number: "+33611110103" } });
    const { id } = (body["items"] as { id: string }[])[0] ?? { id: "" };
    await vi.waitFor(async () => {
      expect((await ask("GET", `/v1/calls/${id}`)).body).toMatchObject({
        status: "ended",
        summary: expect.any(String),
      });
    }, PATIENCE);
    expect((await stats("?groupBy=day")).total).toMatchObject({ calls: before + 1 });
    const usage = (await ask("GET", "/v1/analytics/usage")).body;
    expect(usage).toMatchObject({ plan: "starter", calls: expect.any(Number), costUsd: expect.any(Number) });
    expect(usage["items"]).toContainEqual({ resource: "assistants", used: 1, allowed: 50 });
    const timeline = (await ask("GET", `/v1/analytics/calls/${id}/timeline`)).body as {
      events: { type: string; offsetMs: number }[];
      turns: unknown[];
    };
    expect(timeline.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["call.status", "transcript", "call.report"]),
    );
    expect(timeline.turns.length).toBeGreaterThan(0);
  });
});
