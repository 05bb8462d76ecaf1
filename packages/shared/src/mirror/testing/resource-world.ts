import { v7 as uuidv7 } from "uuid";
import { expect } from "vitest";
import { functions, squads, workflows } from "../../db/schema/index.ts";
import { Problem } from "../../http/problem.ts";
import type { Log } from "../../log/log.ts";
import { createMirror, leaseMs } from "../mirror.ts";
import { commitChange, commitCreation, commitDeletion } from "../commits.ts";
import { settingsResource, type SettingsRow } from "../settings-resource.ts";
import type { Claimed } from "../state.ts";
import { crashing, createCrashPlan, createFakeVapi, toProvider, type CrashPlan, type FakeVapi } from "../testing.ts";
import { author, database, fixture, tenant, useMember } from "./member.ts";

const DELAY_MS = 15_000;
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
type Kind = "function" | "squad" | "workflow";
type Table = typeof functions | typeof squads | typeof workflows;
type Settings = { note: string };
export type Claim = Claimed<SettingsRow<Settings>, null>;

/** Gives the tests of a file a member in a real database, without any resource before each of them. */
export const useResources = () => useMember(["functions", "squads", "workflows"]);

/** Requests and sweeps on one resource, whose note is sent to Vapi. */
export function createWorld(table: Table, kind: Kind) {
  const id = uuidv7();
  const resource = settingsResource<Settings, null>(kind, table, async () => null);
  let form = "1";
  const syncStoreNow = () => resource.syncStore(database, fixture.orgId, async () => form);
  const vapi: FakeVapi = createFakeVapi([], (made) => `${id}/${made}`);
  let skippedMs = 0;
  const mirrorIn = (plan: CrashPlan) =>
    createMirror<Claim>({
      store: crashing(syncStoreNow(), plan),
      provider: toProvider<Claim>(vapi, ({ row }) => row.settings.note, plan),
      arm: plan.wrap(async () => undefined),
      toProblem: (refusal) => new Problem("vapi_refused", { cause: refusal }),
      now: () => new Date(Date.now() + skippedMs),
      random: () => 0.5,
      delayMs: DELAY_MS,
      log: silent,
    });
  const never = createCrashPlan(undefined);
  const wanted = (note: string, isMirrored: boolean) => ({
    values: { name: `Accueil ${id}`, settings: { note } },
    isMirrored,
  });
  const commitNew = (note: string, leaseUntil: Date, isMirrored = true) =>
    commitCreation(tenant, resource, syncStoreNow(), { id, ...wanted(note, isMirrored), leaseUntil, author });
  const commitOther = (note: string, leaseUntil: Date) =>
    commitChange(tenant, resource, { id, ifMatch: undefined, leaseUntil, author, decide: () => wanted(note, true) });
  return {
    id,
    kind,
    vapi,
    create: (note: string, plan = never, isMirrored = true) =>
      mirrorIn(plan).change(plan.wrap((leaseUntil: Date) => commitNew(note, leaseUntil, isMirrored))),
    /** A creation or a change whose request is delayed between its commit and its request to Vapi. */
    heldUp: (what: "create" | "change", note: string, meanwhile: (leaseUntil: Date) => Promise<unknown>) =>
      mirrorIn(never).change(async (leaseUntil: Date) => {
        const committed = await (what === "create" ? commitNew(note, leaseUntil) : commitOther(note, leaseUntil));
        await meanwhile(leaseUntil);
        return committed;
      }),
    change: (note: string, plan = never, isMirrored = true) =>
      mirrorIn(plan).change(
        plan.wrap(async (leaseUntil: Date) => {
          const decide = async () => wanted(note, isMirrored);
          const committed = await commitChange(tenant, resource, {
            id,
            ifMatch: undefined,
            leaseUntil,
            author,
            decide,
          });
          return { ...committed, revert: plan.wrap(committed.revert) };
        }),
      ),
    remove: (plan = never, requireUnused = async () => undefined as void) =>
      mirrorIn(plan).remove(
        plan.wrap(() => commitDeletion(tenant, resource, { id, ifMatch: undefined, author, requireUnused })),
      ),
    sweep: (plan = never) => mirrorIn(plan).sweep(),
    /** A deployment that sends all of them to Vapi in another form. */
    redeploy: (next: string) => void (form = next),
    syncStoreNow,
    /** Let every claim and pause end, and sweep until nothing waits. */
    async calm() {
      for (let sweeps = 0; ; sweeps++) {
        if (sweeps > 10) throw new Error("something waits for ever");
        skippedMs += leaseMs(DELAY_MS) * 4;
        if ((await this.sweep()) === undefined) return;
      }
    },
    row: async () => (await fixture.superuser.query(`select * from ${kind}s where id = $1`, [id])).rows[0],
    events: async () =>
      (await fixture.superuser.query("select type from events where resource_id = $1 order by id", [id])).rows.map(
        ({ type }) => type,
      ),
    audited: async () =>
      (
        await fixture.superuser.query("select action from audit_log where resource_id = $1 order by created_at, id", [
          id,
        ])
      ).rows.map(({ action }) => action),
  };
}
export type World = ReturnType<typeof createWorld>;

/** How a request ended: `done`, or the code of its problem. */
export const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (err: unknown) => (err instanceof Problem ? err.code : err instanceof Error ? err.name : "unknown"),
  );

/** Expect that Vapi has what the row says, once. */
export async function expectConverged(world: World) {
  const row = await world.row();
  const things = [...world.vapi.things.values()];
  if (row === undefined) return expect(things).toEqual([]);
  expect(row.deleted_at).toBeNull();
  if (row.sync_state === "failed") return expect(row.settings).toEqual({ note: "bad" });
  expect(row).toMatchObject({ sync_state: "synced", sync_action: null, sync_next_at: null });
  expect(things).toEqual([{ vapiId: row.vapi_id, ourId: world.id, content: row.settings.note }]);
}

export const RESOURCES: [Kind, Table][] = [
  ["function", functions],
  ["squad", squads],
  ["workflow", workflows],
];
