import type { Author } from "@allokoli/shared/db/audit-entry";
import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant, systemTenant } from "@allokoli/shared/db/tenant";
import { claimsOf, openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { commitChange, commitCreation, commitDeletion } from "@allokoli/shared/mirror/commits";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { credentialResource, findOpenable, toColumns } from "./credentials/store.ts";
import { numberResource } from "./numbers/store.ts";

let fixture: Fixture;
let database: Database;
let author: Author;
const authorAs = (role: "admin" | "member"): Author => ({
  userId: fixture.people[role],
  kind: "person",
  requestId: "test",
});
beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
  author = authorAs("admin");
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});

const as = (role: "admin" | "member") => personTenant(database, claimsOf(fixture.people[role]), fixture.orgId);
const lease = () => new Date(Date.now() + 90_000);
const sealedAs = (text: string) => toColumns({ sealed: { keyId: "k", text }, masked: { apiKey: "••••" } });
const requireUnused = () => Promise.resolve();
const ofLog = async (id: string) =>
  (
    await fixture.superuser.query(
      "select action, detail from audit_log where resource_id = $1 order by created_at, id",
      [id],
    )
  ).rows;

it("admins write a credential, only the system reads its sealed text, and the sweep sends a new secret", async () => {
  const id = randomUUID();
  const values = { provider: "telnyx" as const, name: "Ligne", ...sealedAs("one") };
  const syncStore = credentialResource.syncStore(database, fixture.orgId, undefined);
  const creation = { id, values, detail: { provider: "telnyx", name: "Ligne" }, author, leaseUntil: lease() };
  await expect(commitCreation(as("member"), credentialResource, syncStore, creation)).rejects.toMatchObject({
    code: "AK002",
  });
  const made = await commitCreation(as("admin"), credentialResource, syncStore, creation);
  expect(made).toMatchObject({ isFresh: true, claim: { vapiId: null, action: "create" }, row: { name: "Ligne" } });
  expect(made.row).not.toHaveProperty("sealed");
  if (made.claim === undefined) throw new Error("not claimed");
  const settled = await syncStore.settle(made.claim, { type: "synced", vapiId: "cred-1" }, new Date());
  expect(settled).toMatchObject({ state: "done", row: { vapiCredentialId: "cred-1", syncState: "synced" } });
  expect(settled.row).not.toHaveProperty("sealed");

  const decide = () => ({
    values: sealedAs("two"),
    isMirrored: true,
    isForced: true,
    detail: { isSecretChanged: true },
  });
  const changed = await commitChange(as("admin"), credentialResource, {
    id,
    ifMatch: '"1"',
    author,
    decide,
    leaseUntil: lease(),
  });
  expect(changed).toMatchObject({ claim: undefined, row: { revision: 2, syncState: "pending", syncAction: "update" } });
  expect(await syncStore.dueIds(new Date(Date.now() + 1000), 10)).toEqual([id]);
  const system = systemTenant(database, fixture.orgId);
  expect(await system.read((tx) => findOpenable(tx, fixture.orgId, id))).toMatchObject({ sealed: { text: "two" } });

  await commitDeletion(as("admin"), credentialResource, { id, ifMatch: undefined, author, requireUnused });
  expect(await as("admin").read((tx) => credentialResource.find(tx, fixture.orgId, id))).toBeUndefined();
  expect(await ofLog(id)).toEqual([
    { action: "telephony-credential.created", detail: { provider: "telnyx", name: "Ligne" } },
    { action: "telephony-credential.updated", detail: { name: "Ligne", isSecretChanged: true } },
    { action: "telephony-credential.deleted", detail: { name: "Ligne" } },
  ]);
});

it("members change a number, Vapi gets its answerer, and the change is undone when Vapi refuses", async () => {
  const id = randomUUID();
  await fixture.superuser.query(
    `insert into phone_numbers (id, org_id, name, provider, number, order_state, sync_state, vapi_phone_number_id)
     values ($1, $2, 'Accueil', 'vapi', '+15550100', 'done', 'synced', 'num-1')`,
    [id, fixture.orgId],
  );
  const change = (name: string, isMirrored: boolean) =>
    commitChange(as("member"), numberResource, {
      id,
      ifMatch: undefined,
      author: authorAs("member"),
      decide: () => ({ values: { name }, isMirrored }),
      leaseUntil: lease(),
    });
  expect(await change("Accueil", true)).toMatchObject({ claim: undefined, row: { revision: 1 } });
  expect(await change("En commande", false)).toMatchObject({
    claim: undefined,
    row: { syncState: "synced", revision: 2 },
  });
  const told = await change("Standard", true);
  expect(told.claim).toMatchObject({ action: "update", context: { assistantId: null, squadId: null } });
  expect(await told.revert(true)).toBe(true);
  expect(await as("member").read((tx) => numberResource.find(tx, fixture.orgId, id))).toMatchObject({
    name: "En commande",
    revision: 2,
    syncState: "synced",
    syncNextAt: null,
  });
  await expect(
    commitDeletion(as("member"), numberResource, { id, ifMatch: undefined, author, requireUnused }),
  ).rejects.toMatchObject({ code: "AK002" });
});
