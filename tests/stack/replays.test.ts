import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Stack, Organization, Person } from "../stack.ts";
import { listOperations, type Operation } from "../operations.ts";
import { bodyOfFixtures, makeFixtures, pathOfFixtures, type Fixtures } from "../fixtures.ts";

// A repeat is answered from memory, but is authorized like any request: somebody who lost the right does not get the
// earlier answer. Every operation of the published document that takes an `Idempotency-Key` is tested.
const repeatable = listOperations().filter(({ isRepeatable }) => isRepeatable);
const ofOrganization = repeatable.filter(({ isPersonal }) => !isPersonal);

type Json = Record<string, unknown>;
type Asking = { token: string; organizationId?: string };

let stack: Stack;
let owner: Organization;
let fixtures: Fixtures;
let person: Person;
let liveCallId: string;

shared.beforeAll(async ({ sharedStack }) => {
  stack = sharedStack;
  owner = await stack.newOrganization();
  fixtures = await makeFixtures(stack, owner);
  await stack.sql("update organizations set plan = 'business' where id = $1", [owner.organizationId]);
  liveCallId = await makeLiveCall();
  person = await stack.newMember(owner.organizationId, "owner");
});

const setRole = (role: string) =>
  stack.sql(
    `insert into memberships (org_id, user_id, role) values ($1, $2, $3)
     on conflict (org_id, user_id) do update set role = excluded.role`,
    [owner.organizationId, person.user.id, role],
  );

/** A live call, for operations that need one. */
async function makeLiveCall(): Promise<string> {
  await stack.vapi.knob("POST", "/scripts", { customerNumber: "+33622200010", script: [{ stay: true }] });
  const made = await stack.api("/v1/calls", {
    ...owner,
    method: "POST",
    json: {
      assistantId: fixtures.get("assistants"),
      phoneNumberId: stack.vapi.phoneNumberId,
      customer: { number: "+33622200010" },
    },
  });
  const id = ((await made.json()) as { items: { id: string }[] }).items[0]?.id ?? "";
  await vi.waitFor(
    async () => {
      const call = (await (await stack.api(`/v1/calls/${id}`, owner)).json()) as Json;
      expect(call["status"]).toBe("in-progress");
    },
    { timeout: 15_000, interval: 100 },
  );
  return id;
}

let serial = 0;
/** The body of an operation, different each time, so that it creates another resource. */
const OWN: Record<string, (example: Json, unique: number) => Promise<Json> | Json> = {
  createBlockedNumber: (example, unique) => ({ ...example, number: `+336399810${String(unique).padStart(2, "0")}` }),
  createFunction: (example, unique) => ({ ...example, name: `fonction_${unique}` }),
  createInvitation: (example, unique) => ({ ...example, email: `personne-${unique}@cabinet.example` }),
  createWebhook: (example) => ({ ...example, url: `${stack.urls.numbers}/nobody`, state: "disabled" }),
  provisionPhoneNumber: () => ({ provider: "vapi", name: "Accueil", areaCode: "701" }),
  async addSquadMember(example, unique) {
    const name = `Accueil ${unique}`;
    const made = await stack.api("/v1/assistants", { ...owner, method: "POST", json: { name } });
    return { ...example, assistantId: ((await made.json()) as Json)["id"] };
  },
};

/** A request that can be repeated, for a resource that does not exist yet. */
async function newRequest({ path, example, takesBody, operationId }: Operation) {
  const unique = (serial += 1);
  const call = operationId === "addMessage" ? liveCallId : operationId === "transferCall" && (await makeLiveCall());
  const target = pathOfFixtures(path, call ? new Map([...fixtures, ["calls", call]]) : fixtures);
  const headers = { "idempotency-key": randomUUID() };
  const given = bodyOfFixtures(example, fixtures) as Json;
  const json = (await OWN[operationId]?.(given, unique)) ?? given;
  return (as: Asking): Promise<Response> => {
    if (takesBody) return stack.api(target, { ...as, method: "POST", headers, json });
    const body = new FormData();
    body.append("file", new File([`Texte ${unique}`], "texte.txt"));
    return stack.api(target, { ...as, method: "POST", headers, body });
  };
}

async function expectCreated(answer: Response, replayed: "true" | null): Promise<void> {
  const text = await answer.text();
  expect([201, 202], text).toContain(answer.status);
  expect(answer.headers.get("idempotent-replayed")).toBe(replayed);
}
async function expectRefused(answer: Response, status: number, code: string): Promise<void> {
  const body = (await answer.json()) as Json;
  expect([answer.status, body["code"]]).toEqual([status, code]);
  // Only the problem, and nothing of the earlier answer.
  expect(Object.keys(body).toSorted()).toEqual(["code", "requestId", "status", "title", "type"]);
}

describe.each(ofOrganization)("$method $path", (operation) => {
  it("is not answered from memory to a person who was demoted, or removed", async () => {
    await setRole("owner");
    const send = await newRequest(operation);
    const as = { token: person.token, organizationId: owner.organizationId };
    await expectCreated(await send(as), null);
    await expectCreated(await send(as), "true");
    // The rights for a repeat are exactly those for a first request.
    await setRole("member");
    const [fresh, again] = [await (await newRequest(operation))(as), await send(as)];
    expect([again.status === 403, again.headers.get("idempotent-replayed")]).toEqual(
      fresh.status === 403 ? [true, null] : [false, "true"],
    );
    await setRole("viewer");
    await expectRefused(await send(as), 403, "role_too_low");
    await stack.sql("delete from memberships where org_id = $1 and user_id = $2", [
      owner.organizationId,
      person.user.id,
    ]);
    await expectRefused(await send(as), 403, "not_a_member");
    await setRole("owner");
    await expectCreated(await send(as), "true");
  });
});

describe.each(ofOrganization.filter(({ takesApiKeys }) => takesApiKeys))("$method $path", (operation) => {
  it("is not answered from memory to an API key whose role was lowered, or that was revoked", async () => {
    const key = await stack.newApiKey(owner, "admin");
    const send = await newRequest(operation);
    await expectCreated(await send(key), null);
    await expectCreated(await send(key), "true");
    await stack.sql("update api_keys set role = 'viewer' where id = $1", [key.id]);
    await expectRefused(await send(key), 403, "role_too_low");
    await stack.sql("update api_keys set revoked_at = now() where id = $1", [key.id]);
    await expectRefused(await send(key), 401, "unauthorized");
  });
});

describe("POST /v1/organizations", () => {
  it("is the only operation without an organization that takes an Idempotency-Key", () => {
    expect(repeatable.filter(({ isPersonal }) => isPersonal).map(({ operationId }) => operationId)).toEqual([
      "createOrganization",
    ]);
  });

  it("is not answered from memory to a person who has left the created organization", async () => {
    const founder = await stack.newOrganization();
    const headers = { "idempotency-key": randomUUID() };
    const send = () =>
      stack.api("/v1/organizations", { token: founder.token, method: "POST", headers, json: { name: "Annexe" } });
    const created = (await (await send()).json()) as { id: string };
    await expectCreated(await send(), "true");
    // By then another person has it, and has renamed it.
    const heir = await stack.newOrganization();
    await stack.sql("insert into memberships (org_id, user_id, role) values ($1, $2, 'owner')", [
      created.id,
      heir.user.id,
    ]);
    await stack.sql("delete from memberships where org_id = $1 and user_id = $2", [created.id, founder.user.id]);
    await expectRefused(await send(), 403, "not_a_member");
  });
});
