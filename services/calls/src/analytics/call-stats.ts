import type { Tenant } from "@allokoli/shared/db/tenant";
import { DAYS } from "@allokoli/shared/hours/days";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { requireBeginnings } from "@allokoli/shared/phone/organization-numbers";
import {
  CallStats,
  MAX_DAYS,
  type CallHours,
  type CallHoursQuery,
  type CallStatsQuery,
  type Subjects,
  type SubjectsQuery,
} from "./contract.ts";
import { measure, NOTHING } from "./measure.ts";
import { addDays, daysBetween, periodsIn } from "./periods.ts";
import { toFields } from "./subjects.ts";
import {
  countByHour,
  countNoted,
  findClock,
  findNames,
  MAX_ITEMS,
  sumRollups,
  type Key,
  type Rollup,
} from "./store.ts";

const DEFAULT_DAYS = 31;

/** @throws {Problem} `validation_failed` for a range that is invalid, too wide, or too fine */
export async function callStats(tenant: Tenant, query: CallStatsQuery): Promise<CallStats> {
  const { orgId } = tenant;
  const { from, to, numbers, timeZone } = await rangeOf(tenant, query);
  const { groupBy, step } = query;
  const asked = { ...query, from, to, numbers };
  const [items, [total]] = await tenant.read((tx) =>
    Promise.all([sumRollups(tx, orgId, asked, groupBy), sumRollups(tx, orgId, asked, [])]),
  );
  if (items.length > MAX_ITEMS) throw wrong("groupBy", "gives too many items: take a shorter range or fewer groups");
  const assistantIds = [...new Set(items.flatMap(({ assistantId }) => assistantId ?? []))];
  const names = groupBy.includes("assistant")
    ? await tenant.read((tx) => findNames(tx, orgId, assistantIds))
    : new Map<string, string>();
  const isDayAlone = groupBy.length === 1 && groupBy[0] === "day";
  const shown = isDayAlone ? withEmptyPeriods(items, periodsIn(from, to, step)) : items;
  // Our own code wrote the roll-ups, so the contract is used for the types only.
  return CallStats.parse({
    from,
    to,
    step,
    timeZone,
    items: shown.map(({ assistantId, ...item }) => ({
      ...item,
      assistant: assistantId === null ? null : { id: assistantId, name: names.get(assistantId) ?? null },
      ...measure(item),
    })),
    total: measure(total ?? NOTHING),
  });
}

/** @throws {Problem} `validation_failed` for a range that is invalid or too wide */
export async function callHours(tenant: Tenant, query: CallHoursQuery): Promise<CallHours> {
  const { from, to, numbers, timeZone } = await rangeOf(tenant, query);
  const { assistantId } = query;
  const rows = await tenant.read((tx) => countByHour(tx, tenant.orgId, { from, to, timeZone, assistantId, numbers }));
  const items = rows.flatMap(({ weekday, hour, calls }) => {
    const name = DAYS[weekday - 1];
    return name === undefined ? [] : [{ weekday: name, hour, calls }];
  });
  return { from, to, timeZone, items, total: items.reduce((sum, { calls }) => sum + calls, 0) };
}

/** @throws {Problem} `validation_failed` for a range that is invalid or too wide */
export async function callSubjects(tenant: Tenant, query: SubjectsQuery): Promise<Subjects> {
  const { from, to, numbers, timeZone } = await rangeOf(tenant, query);
  const { assistantId, step } = query;
  const range = { from, to, timeZone, assistantId, numbers };
  const rows = await tenant.read((tx) => countNoted(tx, tenant.orgId, range, step));
  return { from, to, step, timeZone, fields: toFields(rows) };
}

/** The days that were asked for, on the organization's clock, and the forms in which the number may be stored. */
async function rangeOf(tenant: Tenant, query: CallHoursQuery) {
  const { orgId } = tenant;
  const [clock, numbers] = await tenant.read((tx) =>
    Promise.all([findClock(tx, orgId), requireBeginnings(tx, orgId, query.number)]),
  );
  if (clock === undefined) throw notFound("organization");
  const to = query.to ?? clock.today;
  const from = query.from ?? addDays(to, 1 - DEFAULT_DAYS);
  requireRange(from, to);
  return { from, to, numbers, timeZone: clock.timeZone };
}

function requireRange(from: string, to: string): void {
  if (from > to) throw wrong("from", "is after the last day");
  if (daysBetween(from, to) > MAX_DAYS) throw wrong("from", `is more than ${MAX_DAYS} days before the last day`);
}

const NO_KEY: Key = {
  day: null,
  assistantId: null,
  number: null,
  direction: null,
  endedFamily: null,
  outcome: null,
};

function withEmptyPeriods(items: Rollup[], periods: string[]): Rollup[] {
  const byDay = new Map(items.map((item) => [item.day, item]));
  return periods.map((day) => byDay.get(day) ?? { ...NO_KEY, ...NOTHING, day });
}

const wrong = (path: string, message: string) => new Problem("validation_failed", { errors: [{ path, message }] });
