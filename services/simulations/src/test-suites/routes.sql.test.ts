import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, it } from "vitest";
import type { Role } from "@allokoli/shared/service/testing/requester";
import { fixture, request, useApp } from "../testing/app.ts";

useApp();

const SCRIPT = "Vous voulez un rendez-vous mardi.";
const rubrics = [{ text: "Un jour est convenu." }];

beforeEach(async () => {
  await fixture.superuser.query("truncate test_suites, calls cascade");
});

const suite = async (as: Role = "member") =>
  (await request("POST", "/v1/test-suites", { as, json: { name: "Suite" } })).body;
const addTest = (suiteId: string, json: object = {}, as: Role = "member") =>
  request("POST", `/v1/test-suites/${suiteId}/tests`, {
    as,
    json: { name: "Mardi", script: SCRIPT, rubrics, ...json },
  });

describe("a test suite", () => {
  it("is created, changed at its revision, listed with the number of its tests, and deleted", async () => {
    const made = await suite();
    await addTest(made.id);
    const { headers, body } = await request("GET", `/v1/test-suites/${made.id}`);
    expect(body).toMatchObject({ name: "Suite", description: null, testCount: 1 });
    const etag = headers.get("etag") ?? "";
    const change = { json: { description: "Pour le cabinet" }, headers: { "if-match": etag } };
    expect((await request("PATCH", `/v1/test-suites/${made.id}`, change)).body).toMatchObject({
      description: "Pour le cabinet",
    });
    expect((await request("PATCH", `/v1/test-suites/${made.id}`, change)).status).toBe(412);
    expect((await request("GET", "/v1/test-suites")).body.items).toMatchObject([{ id: made.id, testCount: 1 }]);
    expect((await request("DELETE", `/v1/test-suites/${made.id}`)).status).toBe(204);
    expect((await request("GET", `/v1/test-suites/${made.id}/tests`)).status).toBe(404);
  });

  it("is a 404 for another organization, and can be read by a viewer", async () => {
    const { id } = await suite();
    expect((await request("GET", `/v1/test-suites/${id}`, { as: "outsider" })).status).toBe(404);
    expect((await addTest(id, {}, "outsider")).status).toBe(404);
    expect((await request("GET", `/v1/test-suites/${id}`, { as: "viewer" })).status).toBe(200);
    expect((await request("PATCH", `/v1/test-suites/${id}`, { as: "viewer", json: { name: "Non" } })).status).toBe(403);
  });
});

describe("a test", () => {
  it("has defaults for what a client leaves out, and keeps what a change does not name", async () => {
    const { id } = await suite();
    const { status, body } = await addTest(id);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      suiteId: id,
      name: "Mardi",
      callId: null,
      channel: "chat",
      language: "fr",
      personality: "calm",
      attempts: 1,
      rubrics: [{ text: "Un jour est convenu.", required: true }],
    });
    const path = `/v1/test-suites/${id}/tests/${body.id}`;
    const changed = await request("PATCH", path, { json: { attempts: 3 } });
    expect(changed.body).toEqual({ ...body, attempts: 3, updatedAt: changed.body.updatedAt });
    expect((await request("GET", path)).body).toEqual(changed.body);
    expect((await request("GET", `/v1/test-suites/${id}/tests`)).body.items).toEqual([changed.body]);
    expect((await request("DELETE", path)).status).toBe(204);
    expect((await request("GET", path)).status).toBe(404);
  });

  it("is not found in another suite", async () => {
    const [one, other] = [await suite(), await suite()];
    const { body } = await addTest(one.id);
    expect((await request("GET", `/v1/test-suites/${other.id}/tests/${body.id}`)).status).toBe(404);
  });

  it("is refused without a script and rubrics, with the reason", async () => {
    const { id } = await suite();
    const { status, body } = await request("POST", `/v1/test-suites/${id}/tests`, { json: { name: "Rien" } });
    expect(status).toBe(422);
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(["script", "rubrics"]);
    expect((await addTest(id, { rubrics: [] })).body.errors).toMatchObject([{ path: "rubrics" }]);
    expect((await addTest(id, { attempts: 11 })).body.errors).toMatchObject([{ path: "attempts" }]);
  });

  it("is added until the suite is full", async () => {
    const { id } = await suite();
    await fixture.superuser.query(
      "insert into tests (org_id, suite_id, name, settings) select $1, $2, 'Test ' || n, '{}' from generate_series(1, 50) n",
      [fixture.orgId, id],
    );
    expect(await addTest(id)).toMatchObject({ status: 409, body: { detail: expect.stringContaining("50") } });
  });
});

describe("a test of a real call", () => {
  const call = async (status: string, said: [role: string, text: string][], orgId = fixture.orgId) => {
    const id = uuidv7();
    await fixture.superuser.query(
      "insert into calls (id, org_id, direction, status, customer_name, structured_data) values ($1, $2, 'inbound', $3, 'Paul Petit', $4)",
      [id, orgId, status, { callerName: "Dubois", reason: "Toux" }],
    );
    for (const [position, [role, text]] of said.entries()) {
      await fixture.superuser.query(
        "insert into messages (org_id, call_id, position, role, text, at) values ($1, $2, $3, $4, $5, now())",
        [orgId, id, position, role, text],
      );
    }
    return id;
  };
  const said: [string, string][] = [
    ["assistant", "Cabinet Moreau, bonjour."],
    ["user", "Bonjour, Claire Dubois, je voudrais un rendez-vous mardi pour mon fils Paul."],
    ["assistant", "À quel numéro vous joindre, madame Leroy ?"],
    ["user", "Au 06 12 34 56 78. Leroy, c'est mon nom de jeune fille."],
  ];

  it("repeats what the caller said, without anything that identifies a person", async () => {
    const { id } = await suite();
    const callId = await call("ended", said);
    const { status, body } = await request("POST", `/v1/test-suites/${id}/tests`, { json: { callId } });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({ callId, rubrics: [{ required: true }] });
    expect(body.script).toContain("je voudrais un rendez-vous mardi pour mon fils [nom].");
    expect(body.script).toContain("Au [numéro]. [nom], c'est mon nom de jeune fille.");
    for (const word of ["Claire", "Dubois", "Paul", "Petit", "Leroy", "06 12"]) expect(body.script).not.toContain(word);
    expect(body.script).not.toContain("Cabinet Moreau");
  });

  it("prefers the settings that the client gives", async () => {
    const { id } = await suite();
    const callId = await call("ended", said);
    const { body } = await request("POST", `/v1/test-suites/${id}/tests`, {
      json: { callId, name: "Paul", rubrics, attempts: 2 },
    });
    expect(body).toMatchObject({ name: "Paul", attempts: 2, rubrics: [{ text: "Un jour est convenu." }] });
  });

  it.each([
    ["of another organization", () => call("ended", said, fixture.otherOrgId), "is not a call of yours"],
    ["that goes on", () => call("in-progress", said), "is not over yet"],
    ["in which nobody spoke", () => call("ended", []), "is one in which the caller said nothing"],
  ])("is not made of a call %s", async (_, made, message) => {
    const { id } = await suite();
    const answer = await request("POST", `/v1/test-suites/${id}/tests`, { json: { callId: await made() } });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: "callId", message }] } });
  });
});
