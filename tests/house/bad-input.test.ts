import { randomUUID } from "node:crypto";
import { MAX_BODY_BYTES } from "@allokoli/shared/http/json-body";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillPath, listOperations, type Operation } from "../operations.ts";
import { startHouse, type House, type Organization } from "../house.ts";

// Bad input, for every operation of the published document.
const guarded = listOperations().filter((operation) => !operation.isPublic);
const withBody = guarded.filter((operation) => operation.takesBody);
const withId = guarded.filter((operation) => operation.path.includes("{id}"));

const NOBODYS_ID = "0198c2a4-0000-7000-8000-00000000dead";
const TOO_LARGE_BYTES = 3 * 1024 * 1024;

let house: House;
let owner: Organization;

beforeAll(async () => {
  house = await startHouse();
  owner = await house.newOrganization();
  // More requests in a minute than a small organization may send.
  await house.sql("update organizations set plan = 'business' where id = $1", [owner.organizationId]);
});
afterAll(() => house.close());

type Problem = { code: string; errors?: { path: string; message: string }[] };

function send({ method, path }: Operation, body: string | undefined, id = NOBODYS_ID) {
  const filled = fillPath(path, (parameter) => (/(^i|I)d$/.test(parameter) ? id : "1"));
  return house.api(filled, {
    ...owner,
    method,
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      // What creates looks its key up before anything else.
      ...(method === "POST" && { "idempotency-key": randomUUID() }),
    },
    ...(body !== undefined && { body }),
    signal: AbortSignal.timeout(10_000),
  });
}

async function problemOf(answer: Response, status: number): Promise<Problem> {
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  return JSON.parse(text) as Problem;
}

describe.each(withBody)("$method $path", (operation) => {
  it("says 400 to what is not JSON", async () => {
    for (const body of ["{", "", "undefined", '{"name": "x"', "\u0000"]) {
      expect(await problemOf(await send(operation, body), 400)).toMatchObject({ code: "bad_json" });
    }
  });

  it("says 400 to JSON nested beyond reason", async () => {
    const deep = `{"metadata":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`;
    expect(await problemOf(await send(operation, deep), 400)).toMatchObject({ code: "bad_json" });
  });

  it("says 422 to a text that cannot be kept, naming its field", async () => {
    for (const unkept of ["\u0000", "\ud800"]) {
      const body = JSON.stringify({ ...(operation.example as object), name: `x${unkept}` });
      const problem = await problemOf(await send(operation, body), 422);
      expect(problem.errors).toContainEqual(expect.objectContaining({ path: "name" }));
    }
  });

  it("says 422 to JSON that is no object, and to a field that it does not know, naming it", async () => {
    for (const body of ["[]", "null", '"name"', "1"]) {
      expect(await problemOf(await send(operation, body), 422)).toMatchObject({ code: "validation_failed" });
    }
    const example = { ...(operation.example as object), nobodyKnowsThis: 1 };
    const problem = await problemOf(await send(operation, JSON.stringify(example)), 422);
    expect(problem.errors).toContainEqual(expect.objectContaining({ path: "nobodyKnowsThis" }));
  });

  it("says 422 to a wrong value in any field of its example, naming the field", async () => {
    for (const field of Object.keys(operation.example as object)) {
      for (const wrong of [{ unexpected: [] }, [[]], -1e300]) {
        const body = JSON.stringify({ ...(operation.example as object), [field]: wrong });
        const problem = await problemOf(await send(operation, body), 422);
        expect(problem.code).toBe("validation_failed");
        expect(problem.errors?.map(({ path }) => path.split(".")[0])).toContain(field);
      }
    }
  });

  it("says 413 to a body that is too large", async () => {
    const body = JSON.stringify({ ...(operation.example as object), name: "x".repeat(TOO_LARGE_BYTES) });
    expect(await problemOf(await send(operation, body), 413)).toMatchObject({ code: "payload_too_large" });
  });

  it("says 413 too when the client does not say how large the body is", async () => {
    // One byte over, the last: a client still writing when it is answered would see its connection end instead.
    const chunk = new TextEncoder().encode("x".repeat(32 * 1024));
    let left = MAX_BODY_BYTES;
    const unmeasured = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(left > 0 ? chunk : chunk.subarray(0, 1));
        if (left <= 0) controller.close();
        left -= chunk.length;
      },
    });
    const path = fillPath(operation.path, () => NOBODYS_ID);
    const init = { body: unmeasured, headers: { "content-type": "application/json" }, duplex: "half" as const };
    const answer = await house.api(path, { ...owner, method: operation.method, ...init });
    expect(await problemOf(answer, 413)).toMatchObject({ code: "payload_too_large" });
  });
});

describe.each(withId)("$method $path", (operation) => {
  const body = operation.takesBody ? JSON.stringify(operation.example) : undefined;

  it("says 404 to an id that nobody has", async () => {
    expect(await problemOf(await send(operation, body), 404)).toMatchObject({ code: "not_found" });
  });

  it("says 422 to an id that is none", async () => {
    for (const id of ["x", "1 or 1=1", "../me", "%00", "\u0000", `${NOBODYS_ID}'`]) {
      const problem = await problemOf(await send(operation, body, id), 422);
      expect(problem.errors).toContainEqual(expect.objectContaining({ path: "id" }));
    }
  });
});

describe("lists", () => {
  const lists = guarded.filter(({ query, path }) => "cursor" in query && !path.includes("{"));

  it.each(lists)("$path says 422 to a wrong page", async ({ path }) => {
    for (const [name, value] of [
      ["limit", "0"],
      ["limit", "101"],
      ["limit", "many"],
      ["cursor", "nonsense"],
    ] as const) {
      const problem = await problemOf(await house.api(`${path}?${name}=${value}`, owner), 422);
      expect(problem.errors).toContainEqual(expect.objectContaining({ path: name }));
    }
  });
});

describe("addresses", () => {
  it("says 404 to a path that is none, and 405 to a method that a path does not take", async () => {
    expect(await problemOf(await house.api("/v1/nothing", owner), 404)).toMatchObject({ code: "not_found" });
    expect(await problemOf(await house.api("/nothing"), 404)).toMatchObject({ code: "not_found" });
    const answer = await house.api("/v1/assistants", { ...owner, method: "PUT" });
    expect(answer.headers.get("allow")).toContain("POST");
    expect(await problemOf(answer, 405)).toMatchObject({ code: "method_not_allowed" });
  });
});
