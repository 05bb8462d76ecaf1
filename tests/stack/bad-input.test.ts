import { randomUUID } from "node:crypto";
import { MAX_BODY_BYTES } from "@allokoli/shared/http/json-body";
import { describe, expect, it } from "vitest";
import { fillPath, listOperations, type Operation } from "../operations.ts";
import { shared } from "../shared.ts";
import type { Stack, Organization } from "../stack.ts";

// Bad input, for every operation of the published document.
const guarded = listOperations().filter((operation) => !operation.isPublic);
const withBody = guarded.filter((operation) => operation.takesBody);
const withId = guarded.filter((operation) => operation.path.includes("{id}"));

const NOBODYS_ID = "0198c2a4-0000-7000-8000-00000000dead";

let stack: Stack;
let owner: Organization;

shared.beforeAll(async ({ sharedStack }) => {
  stack = sharedStack;
  owner = await stack.newOrganization();
  // The tests send more requests in a minute than a small organization may.
  await stack.sql("update organizations set plan = 'business' where id = $1", [owner.organizationId]);
});

type Problem = { code: string; errors?: { path: string; message: string }[] };

function send({ method, path }: Operation, body: string | undefined, id = NOBODYS_ID) {
  const filled = fillPath(path, (parameter) => (/(^i|I)d$/.test(parameter) ? id : "1"));
  return stack.api(filled, {
    ...owner,
    method,
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      // A creation looks up its key first.
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
  it("answers 400 to a body that is not JSON", async () => {
    for (const body of ["{", "", "undefined", '{"name": "x"', "\u0000"]) {
      expect(await problemOf(await send(operation, body), 400)).toMatchObject({ code: "bad_json" });
    }
  });

  it("answers 400 to JSON that is nested too deeply", async () => {
    const deep = `{"metadata":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`;
    expect(await problemOf(await send(operation, deep), 400)).toMatchObject({ code: "bad_json" });
  });

  it("answers 422 to a text that cannot be stored, naming its field", async () => {
    for (const unkept of ["\u0000", "\ud800"]) {
      const body = JSON.stringify({ ...(operation.example as object), name: `x${unkept}` });
      const problem = await problemOf(await send(operation, body), 422);
      expect(problem.errors).toContainEqual(expect.objectContaining({ path: "name" }));
    }
  });

  it("answers 422 to JSON that is no object, and to an unknown field, naming it", async () => {
    for (const body of ["[]", "null", '"name"', "1"]) {
      expect(await problemOf(await send(operation, body), 422)).toMatchObject({ code: "validation_failed" });
    }
    const example = { ...(operation.example as object), nobodyKnowsThis: 1 };
    const problem = await problemOf(await send(operation, JSON.stringify(example)), 422);
    expect(problem.errors).toContainEqual(expect.objectContaining({ path: "nobodyKnowsThis" }));
  });

  it("answers 422 to a wrong value in any field of its example, naming the field", async () => {
    for (const field of Object.keys(operation.example as object)) {
      for (const wrong of [{ unexpected: [] }, [[]], -1e300]) {
        const body = JSON.stringify({ ...(operation.example as object), [field]: wrong });
        const problem = await problemOf(await send(operation, body), 422);
        expect(problem.code).toBe("validation_failed");
        expect(problem.errors?.map(({ path }) => path.split(".")[0])).toContain(field);
      }
    }
  });

  it("answers 413 to a body that is too large", async () => {
    // Little too large: a client that still writes when it is answered would see its connection end instead.
    const body = JSON.stringify({ ...(operation.example as object), name: "x".repeat(MAX_BODY_BYTES) });
    expect(await problemOf(await send(operation, body), 413)).toMatchObject({ code: "payload_too_large" });
  });

  it("answers 413 also when the client does not give the body's size", async () => {
    // Only one byte too many, for the same reason.
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
    const answer = await stack.api(path, { ...owner, method: operation.method, ...init });
    expect(await problemOf(answer, 413)).toMatchObject({ code: "payload_too_large" });
  });
});

describe.each(withId)("$method $path", (operation) => {
  const body = operation.takesBody ? JSON.stringify(operation.example) : undefined;

  it("answers 404 to an unknown id", async () => {
    expect(await problemOf(await send(operation, body), 404)).toMatchObject({ code: "not_found" });
  });

  it("answers 422 to an invalid id", async () => {
    for (const id of ["x", "1 or 1=1", "../me", "%00", "\u0000", `${NOBODYS_ID}'`]) {
      const problem = await problemOf(await send(operation, body, id), 422);
      expect(problem.errors).toContainEqual(expect.objectContaining({ path: "id" }));
    }
  });
});

describe("lists", () => {
  const lists = guarded.filter(({ query, path }) => "cursor" in query && !path.includes("{"));

  it.each(lists)("$path answers 422 to an invalid page", async ({ path }) => {
    for (const [name, value] of [
      ["limit", "0"],
      ["limit", "101"],
      ["limit", "many"],
      ["cursor", "nonsense"],
    ] as const) {
      const problem = await problemOf(await stack.api(`${path}?${name}=${value}`, owner), 422);
      expect(problem.errors).toContainEqual(expect.objectContaining({ path: name }));
    }
  });
});

describe("addresses", () => {
  it("answer 404 to an unknown path, and 405 to a method that a path does not have", async () => {
    expect(await problemOf(await stack.api("/v1/nothing", owner), 404)).toMatchObject({ code: "not_found" });
    expect(await problemOf(await stack.api("/nothing"), 404)).toMatchObject({ code: "not_found" });
    const answer = await stack.api("/v1/assistants", { ...owner, method: "PUT" });
    expect(answer.headers.get("allow")).toContain("POST");
    expect(await problemOf(answer, 405)).toMatchObject({ code: "method_not_allowed" });
  });
});
