import { DatabaseUnavailable } from "@allokoli/shared/db/errors";
import { beforeEach, describe, expect, it } from "vitest";
import type { Membership } from "./choose.ts";
import { createMemberships, FRESH_MS, MAX_REREADS, STALE_LIMIT_MS, type Memberships } from "./memberships.ts";

const PERSON = "0198c2a4-0000-7000-8000-000000000001";
const HERE = "0198c2a4-0000-7000-8000-00000000000a";
const THERE = "0198c2a4-0000-7000-8000-00000000000b";

let stored: Membership[];
let reads: number;
let databaseIsAway: boolean;
let nowMs: number;
let memberships: Memberships;

beforeEach(() => {
  stored = [{ orgId: HERE, role: "owner", plan: "starter" }];
  reads = 0;
  databaseIsAway = false;
  nowMs = 1_800_000_000_000;
  memberships = createMemberships({ now: () => nowMs, capacity: 2 });
});

const resolve = (asked?: string, userId = PERSON) =>
  memberships.resolve(userId, asked, async () => {
    reads += 1;
    if (databaseIsAway) throw new DatabaseUnavailable("away");
    return stored;
  });

describe("the organization of a request", () => {
  it("is the only one that the person has, or the one asked for", async () => {
    await expect(resolve()).resolves.toMatchObject({ orgId: HERE });
    stored = [...stored, { orgId: THERE, role: "viewer", plan: "starter" }];
    await expect(resolve(THERE)).resolves.toMatchObject({ orgId: THERE });
    await expect(resolve(THERE.toUpperCase())).resolves.toMatchObject({ orgId: THERE });
  });

  it("must be said by a person with several", async () => {
    stored = [...stored, { orgId: THERE, role: "viewer", plan: "starter" }];
    await expect(resolve()).rejects.toMatchObject({ code: "organization_required", status: 400 });
  });

  it.each([THERE, "0198c2a4-0000-7000-8000-0000000000ff", "not an id", ""])(
    "is refused alike whether %j exists or not",
    async (asked) => {
      await expect(resolve(asked)).rejects.toMatchObject({ code: "not_a_member", status: 403, detail: undefined });
    },
  );

  it("is refused to a person with none", async () => {
    stored = [];
    await expect(resolve()).rejects.toMatchObject({ code: "not_a_member" });
  });
});

describe("what is remembered of memberships", () => {
  it("is read once in thirty seconds", async () => {
    await resolve();
    nowMs += FRESH_MS - 1;
    await resolve();
    expect(reads).toBe(1);
    nowMs += 1;
    await resolve();
    expect(reads).toBe(2);
  });

  it("shows a new membership at once", async () => {
    await resolve();
    stored = [...stored, { orgId: THERE, role: "member", plan: "starter" }];
    await expect(resolve(THERE)).resolves.toMatchObject({ orgId: THERE });
  });

  it("shows a removed member out after thirty seconds", async () => {
    await resolve();
    stored = [];
    nowMs += FRESH_MS;
    await expect(resolve(HERE)).rejects.toMatchObject({ code: "not_a_member" });
  });

  it("costs a bounded number of reads, whatever is asked for", async () => {
    await resolve();
    for (let turn = 0; turn < 50; turn++) await resolve(THERE).catch(() => undefined);
    expect(reads).toBeLessThanOrEqual(MAX_REREADS + 1);
    nowMs += FRESH_MS;
    reads = 0;
    await resolve(THERE).catch(() => undefined);
    expect(reads).toBe(1);
  });

  it("serves on while Postgres is away, for an hour", async () => {
    await resolve();
    databaseIsAway = true;
    nowMs += STALE_LIMIT_MS - 1;
    await expect(resolve()).resolves.toMatchObject({ orgId: HERE });
    await expect(resolve(THERE)).rejects.toMatchObject({ name: "DatabaseUnavailable" });
    nowMs += 1;
    await expect(resolve()).rejects.toMatchObject({ name: "DatabaseUnavailable" });
  });

  it("is bounded: it releases the person who has asked for nothing for longest", async () => {
    await resolve(undefined, "first");
    await resolve(undefined, "second");
    await resolve(undefined, "first");
    await resolve(undefined, "third");
    reads = 0;
    await resolve(undefined, "third");
    await resolve(undefined, "first");
    expect(reads).toBe(0);
    await resolve(undefined, "second");
    expect(reads).toBe(1);
  });
});
