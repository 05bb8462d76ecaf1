import { SCOPES, type Scope } from "@allokoli/shared/scopes/scopes";
import { describe, expect, it } from "vitest";
import { listOperations, type Operation } from "../operations.ts";
import { bodyOfFixtures, makeFixtures, pathOfFixtures, type Fixtures } from "../fixtures.ts";
import { shared } from "../shared.ts";
import type { Stack, Organization, Person } from "../stack.ts";

// Every operation of the published document: a new route is in this matrix from its first day.
const operations = listOperations();
const guarded = operations.filter((operation) => !operation.isPublic);
const ofOrganization = guarded.filter((operation) => !operation.isPersonal);
const ofOneFixture = ofOrganization.filter((operation) => operation.path.includes("{id}"));
const changing = ofOrganization.filter((operation) => !operation.readsOnly);
const reading = ofOrganization.filter((operation) => operation.readsOnly);

let stack: Stack;
let owner: Organization;
let outsider: Organization;
let viewer: Person;
let removed: Person;
let keys: Record<"admin" | "viewer" | "outsider" | "revoked", { token: string }>;
let fixtures: Fixtures;

shared.beforeAll(async ({ sharedStack }) => {
  stack = sharedStack;
  [owner, outsider] = await Promise.all([stack.newOrganization(), stack.newOrganization()]);
  // A starter's requests of a minute are fewer than these.
  await stack.sql("update public.organizations set plan = 'business' where id in ($1, $2)", [
    owner.organizationId,
    outsider.organizationId,
  ]);
  [viewer, removed] = await Promise.all([
    stack.newMember(owner.organizationId, "viewer"),
    stack.newMember(owner.organizationId, "admin"),
  ]);
  // They call the gateway once, so that it remembers a membership that is then removed.
  await stack.api("/v1/assistants", { token: removed.token, organizationId: owner.organizationId });
  await stack.sql("delete from public.memberships where user_id = $1", [removed.user.id]);

  const [admin, viewing, foreign, revoked] = await Promise.all([
    stack.newApiKey(owner, "admin"),
    stack.newApiKey(owner, "viewer"),
    stack.newApiKey(outsider, "admin"),
    stack.newApiKey(owner, "admin"),
  ]);
  keys = { admin, viewer: viewing, outsider: foreign, revoked };
  // Calls the gateway once too.
  await stack.api("/v1/assistants", revoked);
  await stack.api(`/v1/api-keys/${revoked.id}`, { ...owner, method: "DELETE" });

  fixtures = await makeFixtures(stack, owner);
});

type Json = Record<string, unknown>;

/** Call an operation, with fixtures of the owner's organization and the contract's example of a body. */
function ask(
  { method, path, takesBody, example }: Operation,
  as: { token?: string; organizationId?: string; headers?: Record<string, string> },
) {
  return stack.api(pathOfFixtures(path, fixtures), {
    ...as,
    method,
    ...(takesBody && { json: bodyOfFixtures(example, fixtures) }),
    signal: AbortSignal.timeout(10_000),
  });
}

async function expectProblem(answer: Response, status: number, code?: string) {
  const body = await answer.text();
  expect(answer.status, body).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const problem = JSON.parse(body) as Json;
  expect(problem).toMatchObject({ status, requestId: answer.headers.get("x-request-id") });
  if (code !== undefined) expect(problem["code"]).toBe(code);
}

describe("the authorization matrix", () => {
  it("has operations of every Worker, and an example for every body", () => {
    const resources = new Set(guarded.map(({ path }) => path.split("/")[2]));
    expect([...resources]).toEqual(
      expect.arrayContaining(["organization", "organizations", "me", "assistants", "calls", "messages"]),
    );
    expect(
      operations.filter(({ takesBody, example, isPublic }) => takesBody && example === undefined && !isPublic),
    ).toEqual([]);
  });
});

describe.each(guarded)("$method $path", (operation) => {
  it("without a token is 401", async () => expectProblem(await ask(operation, {}), 401, "unauthorized"));

  it("with a bad token is 401, without the reason", async () => {
    const bodies = new Set<string>();
    for (const token of await badTokens()) {
      const answer = await ask(operation, { token, organizationId: owner.organizationId });
      bodies.add((await answer.clone().text()).replace(/"requestId":"[^"]*"/, ""));
      await expectProblem(answer, 401, "unauthorized");
    }
    expect(bodies.size).toBe(1);
  });

  it("with a client's own identity header is 401", async () => {
    const claims = { sub: owner.user.id, role: "authenticated", exp: 4_000_000_000 };
    const forged = Buffer.from(JSON.stringify({ claims, orgId: owner.organizationId })).toString("base64url");
    await expectProblem(await ask(operation, { headers: { "x-allokoli-identity": forged } }), 401, "unauthorized");
  });
});

describe.each(ofOrganization)("$method $path", (operation) => {
  it("in another person's organization is 403", async () =>
    expectProblem(
      await ask(operation, { token: outsider.token, organizationId: owner.organizationId }),
      403,
      "not_a_member",
    ));

  it("for a member who was removed is 403", async () =>
    expectProblem(
      await ask(operation, { token: removed.token, organizationId: owner.organizationId }),
      403,
      "not_a_member",
    ));
});

describe.each(ofOneFixture)("$method $path", (operation) => {
  it("for another organization's resource is 404", async () =>
    expectProblem(await ask(operation, outsider), 404, "not_found"));
});

describe.each(changing)("$method $path", (operation) => {
  it("by a viewer is 403", async () =>
    expectProblem(
      await ask(operation, { token: viewer.token, organizationId: owner.organizationId }),
      403,
      "role_too_low",
    ));
});

describe.each(reading)("$method $path", (operation) => {
  it("by a viewer is allowed", async () => {
    const answer = await ask(operation, { token: viewer.token, organizationId: owner.organizationId });
    expect(answer.status, answer.ok ? "" : await answer.text()).toBe(200);
    await answer.body?.cancel();
  });
});

describe.each(guarded.filter((operation) => operation.takesApiKeys))("$method $path", (operation) => {
  it("with an API key that was revoked a moment ago is 401", async () =>
    expectProblem(await ask(operation, keys.revoked), 401, "unauthorized"));
});

describe.each(guarded)("$method $path", (operation) => {
  it("with another organization's API key is 403, except where the key says who it is itself", async () => {
    const answer = await ask(operation, { ...keys.outsider, organizationId: owner.organizationId });
    if (operation.isPersonal && operation.takesApiKeys) {
      return expect(await answer.json()).toMatchObject({ organizationId: outsider.organizationId });
    }
    await expectProblem(answer, 403, operation.takesApiKeys ? "not_a_member" : "not_for_api_keys");
  });

  it("with a viewer's API key is the same as for a viewer, except operations that are only for people", async () => {
    const answer = await ask(operation, keys.viewer);
    if (!operation.takesApiKeys) return expectProblem(answer, 403, "not_for_api_keys");
    if (!operation.readsOnly) {
      const reads = operation.scopes.includes("read") || operation.scopes.length === 0;
      return expectProblem(answer, 403, reads ? "role_too_low" : "insufficient_scope");
    }
    expect(answer.status, answer.ok ? "" : await answer.text()).toBe(200);
    await answer.body?.cancel();
  });
});

describe.each(guarded.filter(({ scopes }) => scopes.length > 0))("$method $path", (operation) => {
  it("with an API key for anything else is 403, and says what it needs", async () => {
    const { scopes } = operation;
    const without = await keyFor(SCOPES.filter((scope) => !scopes.includes(scope)));
    const answer = await ask(operation, without);
    expect(await answer.clone().json()).toMatchObject({ scopes });
    await expectProblem(answer, 403, "insufficient_scope");
  });
});

describe.each(ofOneFixture)("$method $path", (operation) => {
  it("for another organization's resource is 404 with an API key too", async () => {
    const answer = await ask(operation, keys.outsider);
    if (operation.takesApiKeys) await expectProblem(answer, 404, "not_found");
    else await expectProblem(answer, 403, "not_for_api_keys");
  });
});

const keysFor = new Map<string, ReturnType<Stack["newApiKey"]>>();

/** An admin's key with these scopes. */
function keyFor(scopes: Scope[]) {
  const name = scopes.join();
  const key = keysFor.get(name) ?? stack.newApiKey(owner, "admin", scopes);
  keysFor.set(name, key);
  return key;
}

let forged: Promise<string[]> | undefined;

/** Tokens of a member, each with one fault. */
function badTokens(): Promise<string[]> {
  const claims = { sub: owner.user.id, email: owner.email };
  const forge = stack.auth.forgeToken;
  const past = Math.floor(Date.now() / 1000) - 3600;
  return (forged ??= Promise.all([
    forge({ signWith: "none", claims }),
    forge({ signWith: "hs256-with-public-key", claims }),
    forge({ signWith: "foreign", claims }),
    forge({ signWith: "foreign-with-known-kid", claims }),
    forge({ signWith: "current", claims: { ...claims, iss: "https://elsewhere.example/auth/v1" } }),
    forge({ signWith: "current", claims: { ...claims, aud: "anon" } }),
    forge({ signWith: "current", claims: { ...claims, role: "service_role" } }),
    forge({ signWith: "current", claims: { ...claims, exp: past, iat: past - 3600 } }),
    forge({ signWith: "current", claims: { ...claims, exp: null } }),
    forge({ signWith: "current", claims: { ...claims, sub: null } }),
    Promise.resolve(stack.auth.anonKey),
    Promise.resolve(`${owner.token.slice(0, -4)}AAAA`),
    Promise.resolve("not-a-token"),
  ]));
}
