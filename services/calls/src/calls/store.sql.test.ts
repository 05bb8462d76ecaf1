import { positionOf, type Position } from "@allokoli/shared/http/page";
import { requireBeginnings } from "@allokoli/shared/phone/organization-numbers";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Intent } from "../room/state/call.ts";
import { flush } from "../room/sync/flush.ts";
import { deleteRow, isHidden, rowExists } from "../room/sync/row.ts";
import { openCopies, playedTo, type Copies } from "../testing/copied-calls.ts";
import { CallFilters } from "./contract.ts";
import { hideCall, insertCalls, listCalls, updateCall } from "./store.ts";

let copies: Copies;
beforeAll(async () => {
  copies = await openCopies();
});
afterAll(() => copies.close());

const intent = (callId: string): Intent => ({
  orgId: copies.fixture.orgId,
  callId,
  callee: { kind: "assistant", id: copies.assistantId, name: "Accueil", vapiId: "v" },
  phoneNumberId: null,
  customer: { number: "+33199887766", name: null },
  name: null,
  variables: {},
  schedule: null,
});
const listRows = (query: Record<string, unknown>, after?: Position) => {
  const filters = CallFilters.parse({ limit: 100, ...query });
  return copies.member.read(async (tx) => {
    const beginnings = await requireBeginnings(tx, copies.fixture.orgId, filters.number);
    return listCalls(tx, copies.fixture.orgId, { ...filters, beginnings }, after);
  });
};
const list = async (query: Record<string, unknown>) => (await listRows(query)).map(({ id }) => id);

test("the list of calls can be filtered", async () => {
  const author = { userId: copies.fixture.people.member, kind: "person" as const, requestId: "r" };
  const [ended, ours] = [uuidv7(), uuidv7()];
  await flush(
    copies.system,
    copies.batchOf(playedTo(100, [{ who: "user", text: "Le remboursement de la mutuelle, s’il vous plaît." }]), ended),
  );
  const [row] = await copies.member.write("member", (tx) =>
    insertCalls(tx, copies.fixture.orgId, [intent(ours)], { dossier: "12" }, author),
  );
  expect(row).toMatchObject({ id: ours, status: "queued", metadata: { dossier: "12" }, syncState: "pending" });

  expect(await list({ live: "true", number: "+331998" })).toEqual([ours]);
  for (const number of ["331998877", "01 99 88 77 66", "01\u202f99\u202f88", "0033 (0)1 99 88", "+330199887766"]) {
    expect(await list({ status: "queued", direction: "outbound", number })).toEqual([ours]);
  }
  await expect(list({ number: "%" })).rejects.toMatchObject({ errors: [{ path: "number" }] });
  expect(await list({ status: ["queued", "ringing"], number: "+33612345678" })).toEqual([]);
  expect(await list({ text: "mutuelle" })).toEqual([ended]);
  expect(await list({ text: "remboursements mutuel" })).toEqual([ended]);
  expect(await list({ text: "aquarium" })).toEqual([]);
  expect(await list({ assistantId: copies.assistantId, number: "+33199" })).toEqual([ours]);
  expect(
    await list({ number: "+33187", from: "2026-11-22T09:59:59Z", to: "2026-11-22T10:00:01Z", text: "mutuelle" }),
  ).toEqual([ended]);
  expect(await list({ to: "2026-11-22T09:59:59Z" })).toEqual([]);
});

test("the calls in which words were said are listed page by page, also beside another filter", async () => {
  const { superuser, orgId, otherOrgId } = copies.fixture;
  await superuser.query(
    `insert into calls (org_id, direction, status, transcript, created_at, deleted_at)
     select org, 'inbound', 'ended', 'une girafe', timestamptz '2025-01-01' + n / 2 * interval '1 minute',
       case n when 4 then now() end
     from generate_series(1, 12) n, unnest($1::uuid[]) org`,
    [[orgId, otherOrgId]],
  );
  const all = await list({ to: "2025-12-31T00:00:00Z" });
  expect(all).toHaveLength(11);
  for (const filters of [{ text: "girafes" }, { text: "girafes", direction: "inbound" }]) {
    const pages: string[][] = [];
    let after: Position | undefined;
    do {
      const rows = await listRows({ ...filters, limit: 4 }, after);
      const page = rows.slice(0, 4);
      pages.push(page.map(({ id }) => id));
      const last = page.at(-1);
      after = rows.length > 4 && last ? positionOf(last) : undefined;
    } while (after !== undefined);
    expect(pages.map((page) => page.length)).toEqual([4, 4, 3]);
    expect(pages.flat()).toEqual(all);
  }
});

test("creating the same calls again finds them, and logs it once", async () => {
  const author = { userId: copies.fixture.people.member, kind: "person" as const, requestId: "r" };
  const intents = [intent(uuidv7()), intent(uuidv7())];
  const create = () =>
    copies.member.write("member", (tx) => insertCalls(tx, copies.fixture.orgId, intents, {}, author));
  expect((await create()).map(({ id }) => id)).toEqual(intents.map(({ callId }) => callId));
  expect((await create()).map(({ id }) => id)).toEqual(intents.map(({ callId }) => callId));
  const audited = await copies.fixture.superuser.query(
    "select count(*)::int as n from audit_log where action = 'call.created' and resource_id = any($1)",
    [intents.map(({ callId }) => callId)],
  );
  expect(audited.rows[0]?.n).toBe(2);
});

test("a live call cannot be hidden, an ended one can, and the room deletes its row", async () => {
  const [live, ended] = [uuidv7(), uuidv7()];
  await flush(copies.system, copies.batchOf(playedTo(5), live));
  await flush(copies.system, copies.batchOf(playedTo(100), ended));
  const hide = (id: string, revision?: number) =>
    copies.member.write("member", (tx) => hideCall(tx, copies.fixture.orgId, id, revision));
  expect(await hide(live)).toBeUndefined();
  expect(await hide(ended, 7)).toBeUndefined();
  expect(await isHidden(copies.system, ended)).toBe(false);
  expect(await hide(ended, 1)).toBeDefined();
  expect(await isHidden(copies.system, ended)).toBe(true);
  expect(await copies.findCall(ended)).toBeUndefined();
  expect(await rowExists(copies.system, ended)).toBe(true);
  await deleteRow(copies.system, ended);
  expect(await rowExists(copies.system, ended)).toBe(false);
  expect(await copies.count("messages", ended)).toBe(0);
});

test("a change raises the revision, and another revision is not changed", async () => {
  const id = uuidv7();
  await flush(copies.system, copies.batchOf(playedTo(5), id));
  const change = (revision: number) =>
    copies.member.write("member", (tx) => updateCall(tx, copies.fixture.orgId, id, revision, { name: "Rappel" }));
  expect(await change(1)).toMatchObject({ name: "Rappel", revision: 2 });
  expect(await change(1)).toBeUndefined();
  expect(await flush(copies.system, copies.batchOf(playedTo(100), id))).toBe(true);
  expect(await copies.findCall(id)).toMatchObject({
    name: "Rappel",
    revision: 2,
    status: "ended",
  });
});
