import { describe, expect, it } from "vitest";
import { encodeIdentity, IDENTITY_HEADER } from "../identity/identity.ts";
import {
  ask,
  begin,
  CREATED,
  isCreated,
  pass,
  post,
  refusalOf,
  REPLAYED,
  REUSED,
  rowOf,
  RUNNING,
  useKeyedApp,
  world,
  type KeyedRequest,
} from "./testing/keyed-app.ts";

useKeyedApp();

describe("a file that streams in", () => {
  const file = (body: string, more: KeyedRequest = {}) =>
    post({ key: "k", path: "/v1/files", name: "a.txt", body, ...more });

  it("is known by its name and its content, not by its length", async () => {
    expect(isCreated(await file("AAAA"))).toEqual(CREATED);
    expect(refusalOf(await file("BBBB"))).toEqual(REUSED);
    expect(refusalOf(await file("AAA"))).toEqual(REUSED);
    expect(refusalOf(await file(""))).toEqual(REUSED);
    expect(refusalOf(await file("AAAA", { name: "b.txt" }))).toEqual(REUSED);
    expect(isCreated(await file("AAAA"))).toEqual(REPLAYED);
    expect(world.stored).toEqual(["AAAA"]);
  });

  it("needs no key", async () => {
    expect(isCreated(await post({ path: "/v1/files", name: "a.txt", body: "AAAA" }))).toEqual(CREATED);
    expect(world.stored).toEqual(["AAAA"]);
  });

  it("is waited for by a repeat, whatever that holds", async () => {
    const first = await begin({ key: "k", path: "/v1/files", name: "a.txt", body: "AAAA" });
    expect(refusalOf(await file("AAAA"))).toEqual(RUNNING);
    expect(refusalOf(await file("BBBB"))).toEqual(RUNNING);
    first.end(Response.json({}, { status: 201 }));
    await first.answer;
  });

  it("is resumed by the same content alone, at once, even after others have tried", async () => {
    world.reply = () => Response.json({}, { status: 503 });
    expect((await file("AAAA")).status).toBe(503);
    world.reply = (id) => Response.json({ id }, { status: 201 });
    for (const other of ["BBBB", "AAAAA", ""]) expect(refusalOf(await file(other))).toEqual(REUSED);
    expect(isCreated(await file("AAAA"))).toEqual(CREATED);
    expect([world.stored, new Set(world.ran).size]).toEqual([["AAAA", "AAAA"], 1]);
  });

  it("that was slow and overtaken by another is refused, not stored in its place", async () => {
    const { promise: rest, resolve } = Promise.withResolvers<Uint8Array>();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        controller.enqueue(await rest);
        controller.close();
      },
    });
    const identity = encodeIdentity({ claims: world.member, orgId: world.fixture.orgId });
    const headers = { [IDENTITY_HEADER]: identity, "idempotency-key": "k", "x-name": "a.txt" };
    const init = { method: "POST", headers, body, duplex: "half" };
    const slow = ask(new Request("http://test/v1/files", init));
    while ((await rowOf("k")) === undefined) await Promise.resolve();
    await pass("k", "locked_until");
    expect(isCreated(await file("BBBB"))).toEqual(CREATED);
    resolve(new TextEncoder().encode("AAAA"));
    expect((await slow).status).toBe(422);
    expect(world.stored).toEqual(["BBBB"]);
    expect(isCreated(await file("BBBB"))).toEqual(REPLAYED);
  });

  it("is any other again when the key has expired", async () => {
    await file("AAAA");
    await pass("k", "expires_at");
    expect(isCreated(await file("BBBB"))).toEqual(CREATED);
    expect(new Set(world.ran).size).toBe(2);
  });

  it("leaves the key to any other when it was refused", async () => {
    world.reply = () => Response.json({}, { status: 413 });
    await file("AAAA");
    world.reply = (id) => Response.json({ id }, { status: 201 });
    expect(isCreated(await file("BBBB"))).toEqual(CREATED);
  });
});
