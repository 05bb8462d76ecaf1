import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPool } from "../../../../tests/postgres.ts";
import { assistantOf, openFixture, type Fixture } from "./testing/fixture.ts";

let fixture: Fixture;
let pool: ReturnType<typeof openPool>;
let assistantIds: string[] = [];
beforeAll(async () => {
  fixture = await openFixture();
  pool = openPool(fixture.url, 8);
});
afterAll(async () => {
  await pool.close();
  await fixture.close();
});
beforeEach(async () => {
  for (const table of ["calls", "call_stats", "assistants"]) await query(`delete from ${table}`);
  assistantIds = [randomUUID(), randomUUID()];
  for (const id of assistantIds) {
    const columns = Object.entries({ ...snake(assistantOf(fixture.orgId)), id });
    await query(
      `insert into assistants (${columns.map(([name]) => name).join(", ")}) values (${columns.map((_, n) => `$${n + 1}`).join(", ")})`,
      columns.map(([, value]) => value),
    );
  }
});

const query = <Row>(text: string, values: unknown[] = []) => pool.query<Row>(text, values);
const snake = (row: object) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );

type Call = {
  id: string;
  status: string;
  started_at: string | null;
  direction: string;
  assistant_id: string | null;
  phone_number: string | null;
  ended_family: string | null;
  success: boolean | null;
  duration_ms: number | null;
  cost_usd: number | null;
  turn_latencies: { turnMs: number | null }[] | null;
};

const insert = (call: Partial<Call>) => {
  const row = { org_id: fixture.orgId, status: "ended", direction: "inbound", ...call };
  const names = Object.keys(row);
  return query(
    `insert into calls (${names.join(", ")}) values (${names.map((_, n) => `$${n + 1}`).join(", ")}) on conflict do nothing`,
    Object.values(row).map((value) => (Array.isArray(value) ? JSON.stringify(value) : value)),
  );
};

/** The roll-ups, and what they would be if all calls were counted now. */
async function both() {
  const kept = await query(
    `
    select day::text, assistant_id, phone_number, direction, ended_family, outcome, calls::int, duration_ms::int,
      cost_usd::float8, turns::int, (select coalesce(sum(n), 0)::int from unnest(latencies) n) as measured
    from call_stats where org_id = $1 and calls <> 0 order by 1, 2, 3, 4, 5, 6`,
    [fixture.orgId],
  );
  const counted = await query(
    `
    select (coalesce(started_at, created_at) at time zone 'Europe/Paris')::date::text as day, assistant_id, phone_number, direction,
      ended_family, case success when true then 'success' when false then 'failure' else 'unknown' end as outcome,
      count(*)::int as calls, sum(coalesce(duration_ms, 0))::int as duration_ms, sum(coalesce(cost_usd, 0))::float8 as cost_usd,
      sum(coalesce((select count(*) from jsonb_array_elements(turn_latencies) t where jsonb_typeof(t -> 'turnMs') = 'number'), 0))::int as turns,
      sum(coalesce((select count(*) from jsonb_array_elements(turn_latencies) t where jsonb_typeof(t -> 'turnMs') = 'number'), 0))::int as measured
    from calls where org_id = $1 and status = 'ended' group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`,
    [fixture.orgId],
  );
  return { kept, counted };
}

const fields = fc.record({
  status: fc.constantFrom("in-progress", "ended", "ended"),
  started_at: fc.constantFrom(null, "2026-11-20T10:00:00Z", "2026-11-20T23:30:00Z", "2026-11-22T08:00:00Z"),
  assistant: fc.constantFrom(null, 0, 1),
  phone_number: fc.constantFrom(null, "+33187650001", "+33187650002"),
  ended_family: fc.constantFrom(null, "caller_hung_up", "silence"),
  success: fc.constantFrom(null, true, false),
  duration_ms: fc.option(fc.integer({ min: 0, max: 600_000 })),
  cost_usd: fc.option(fc.integer({ min: 0, max: 4000 }).map((cents) => cents / 1000)),
  turn_latencies: fc.option(
    fc.array(fc.record({ turnMs: fc.option(fc.integer({ min: 0, max: 100_000 })) }), { maxLength: 4 }),
  ),
});

describe("daily roll-ups", () => {
  it("are what counting all calls would say, whatever order they end and are corrected in", async () => {
    const step = fc.record({ call: fc.nat(4), fields });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        await query("delete from calls");
        await query("delete from call_stats");
        const ids = Array.from({ length: 5 }, () => randomUUID());
        for (const {
          call,
          fields: { assistant, ...values },
        } of steps) {
          const row = { ...values, assistant_id: assistant === null ? null : (assistantIds[assistant] ?? null) };
          const id = ids[call] ?? "";
          // Said twice, it is inserted once: the second is not counted.
          await insert({ id, ...row });
          // An assistant that a call has had is not taken from it here: that is the next test's.
          const { assistant_id, ...changed } = row;
          const names = Object.keys(assistant_id === null ? changed : row);
          const given: Record<string, unknown> = row;
          await query(`update calls set ${names.map((name, n) => `${name} = $${n + 2}`).join(", ")} where id = $1`, [
            id,
            ...names.map((name) => (Array.isArray(given[name]) ? JSON.stringify(given[name]) : given[name])),
          ]);
        }
        const { kept, counted } = await both();
        expect(kept).toEqual(counted);
      }),
      { numRuns: 25 },
    );
  });

  it("keep the assistant that is gone, and the call that is gone", async () => {
    const id = randomUUID();
    await insert({ id, assistant_id: assistantIds[0] ?? null, duration_ms: 60_000 });
    await query("delete from assistants where id = $1", [assistantIds[0]]);
    expect(await query("select assistant_id from calls where id = $1", [id])).toEqual([{ assistant_id: null }]);
    await query("update calls set duration_ms = 30000 where id = $1", [id]);
    await query("delete from calls where id = $1", [id]);
    expect(await query("select assistant_id, calls, duration_ms::int from call_stats where calls <> 0")).toEqual([
      { assistant_id: assistantIds[0], calls: 1, duration_ms: 30_000 },
    ]);
  });

  it("put a call on the day on which it began where the organization is", async () => {
    await insert({ started_at: "2026-11-20T23:30:00Z" });
    expect(await query("select day::text from call_stats")).toEqual([{ day: "2026-11-21" }]);
  });

  it("cannot be written by hand: what a client says of them is made anew", async () => {
    await insert({ id: assistantIds[0] ?? "", duration_ms: 1000 });
    await query("update calls set stats = '{}'");
    const { kept, counted } = await both();
    expect(kept).toEqual(counted);
    expect(await query("select stats ->> 'durationMs' as ms from calls")).toEqual([{ ms: "1000" }]);
  });

  it("lose no call of many that end at once, and none waits for another for ever", async () => {
    const ids = Array.from({ length: 40 }, () => randomUUID());
    for (const [n, id] of ids.entries()) await insert({ id, status: "in-progress", success: n % 2 === 0 });
    const success = (n: number) => (n % 3 === 0 ? null : n % 3 === 1);
    await Promise.all(
      ids.flatMap((id, n) => [
        query("update calls set status = 'ended', duration_ms = 1000 where id = $1", [id]),
        query("update calls set success = $2 where id = $1", [id, success(n)]),
      ]),
    );
    const { kept, counted } = await both();
    expect(kept).toEqual(counted);
    expect(await query("select sum(calls)::int as calls from call_stats")).toEqual([{ calls: 40 }]);
  });
});
