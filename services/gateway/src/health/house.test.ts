import { beforeEach, describe, expect, it } from "vitest";
import { openTestGateway, signed, type TestGateway } from "../testing/test-gateway.ts";

let door: TestGateway;
beforeEach(() => {
  door = openTestGateway();
});

const KEY = "the-operator-s-own-key";
const asOperator = (key = KEY, bindings: object = { OPERATOR_KEY: KEY }) =>
  door.call("/healthz/house", { headers: { authorization: `Bearer ${key}` } }, bindings);

describe("the operator's page", () => {
  it("says how the Durable Objects and the queues do", async () => {
    const answer = await asOperator();
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      status: "ok",
      objects: { assistants: "up", calls: "up", telephony: "up" },
      queues: [{ queue: "events", waiting: 0, ageMs: 0, isLate: false }],
    });
  });

  it("is 503 when something is late, does not answer, or cannot be asked", async () => {
    door.queues = [{ queue: "mirror", waiting: 2, ageMs: 300_001 }];
    expect((await asOperator()).status).toBe(503);
    door.nowMs += 15_000;
    door.queues = [];
    door.silentWatches.add("CALLS_VOICE");
    expect(await (await asOperator()).json()).toMatchObject({ status: "degraded", objects: { calls: "down" } });
    door.nowMs += 15_000;
    door.silentWatches.clear();
    door.databaseIsAway = true;
    expect(await (await asOperator()).json()).toMatchObject({ status: "degraded", queues: null });
  });

  it("looks once in fifteen seconds, however often it is asked", async () => {
    for (let asked = 0; asked < 20; asked++) await asOperator();
    expect(door.queuesRead).toBe(1);
  });

  it("is not there for anybody else, and costs the database nothing", async () => {
    const others = [
      await asOperator("another-key"),
      await asOperator(KEY, {}),
      await asOperator("", { OPERATOR_KEY: "" }),
      await door.call("/healthz/house", {}, { OPERATOR_KEY: KEY }),
      await door.call("/healthz/house", signed(), { OPERATOR_KEY: KEY }),
    ];
    expect(others.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect(door.queuesRead).toBe(0);
  });
});
