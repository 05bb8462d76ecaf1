import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Organization, Stack } from "../stack.ts";

// Callers whom nobody served wait for a call, until somebody says that it was made.

type Listed = { items: { id: string; followedUpAt: string | null; customer: { number: string } }[] };

let stack: Stack;
let owner: Organization;
const ids: Record<string, string> = {};

/** Calls as they end, each with its own end. */
const CALLS = {
  busyLine: { direction: "inbound", started: false, family: "plan_limit", number: "+33600000001" },
  cut: { direction: "inbound", started: true, family: "voice", number: "+33600000002" },
  served: { direction: "inbound", started: true, family: "caller_hung_up", number: "+33600000003" },
  hidden: { direction: "inbound", started: false, family: "plan_limit", number: null },
  blocked: { direction: "inbound", started: false, family: "blocked", number: "+33600000005" },
  ours: { direction: "outbound", started: false, family: "no_answer", number: "+33600000004" },
};

shared.beforeAll(async ({ sharedStack }) => {
  stack = sharedStack;
  owner = await stack.newOrganization();
  for (const [name, { direction, started, family, number }] of Object.entries(CALLS)) {
    ids[name] = randomUUID();
    await stack.sql(
      `insert into public.calls (id, org_id, direction, status, customer_number, started_at, ended_at, ended_family)
       values ($1, $2, $3, 'ended', $4, $5, now(), $6)`,
      [ids[name], owner.organizationId, direction, number, started ? new Date() : null, family],
    );
  }
});

const listed = async (query: string, by = owner) =>
  ((await (await stack.api(`/v1/calls?${query}`, by)).json()) as Listed).items.map(({ id }) => id);
const follow = (id: string | undefined, isFollowedUp: boolean, by = owner) =>
  stack.api(`/v1/calls/${id}`, { ...by, method: "PATCH", json: { isFollowedUp } });

test("only callers whom nobody served and who can be called are to be called back", async () => {
  const waiting = await listed("toCallBack=true");
  expect(new Set(waiting)).toEqual(new Set([ids["busyLine"], ids["cut"]]));
  const others = await listed("toCallBack=false");
  expect(new Set(others)).toEqual(new Set([ids["served"], ids["hidden"], ids["blocked"], ids["ours"]]));
});

test("who was called back waits no longer, and waits again when that is taken back", async () => {
  const answer = await follow(ids["cut"], true);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ followedUpAt: expect.any(String) });
  expect(await listed("toCallBack=true")).toEqual([ids["busyLine"]]);
  expect(await (await follow(ids["cut"], false)).json()).toMatchObject({ followedUpAt: null });
  expect(await listed("toCallBack=true")).toHaveLength(2);
});

test("a viewer and another organization change nothing", async () => {
  const viewer = await stack.newMember(owner.organizationId, "viewer");
  expect((await follow(ids["cut"], true, { ...owner, ...viewer })).status).toBe(403);
  expect((await follow(ids["cut"], true, await stack.newOrganization())).status).toBe(404);
  expect(await listed("toCallBack=true")).toHaveLength(2);
});
