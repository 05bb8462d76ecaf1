import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { smokeTest } from "../../scripts/deploy/smoke.ts";
import { readSettings } from "../../scripts/deploy/settings.ts";
import { ROOT } from "../../scripts/paths.ts";
import { startStack, type Organization, type Stack } from "../stack.ts";

// What whoever runs the house sees of it.

let stack: Stack;
let owner: Organization;

beforeAll(async () => {
  stack = await startStack();
  owner = await stack.newOrganization();
});
afterAll(() => stack.close());

type Line = Record<string, string | number | null>;

const linesOf = (requestId: string): Line[] =>
  stack
    .logs()
    .filter(({ message }) => message.includes(requestId))
    .map(({ message }) => JSON.parse(message) as Line);

describe("the log", () => {
  it("has one line a request in each Worker, joined by the request's id, with the time in the database", async () => {
    const requestId = "one-line-each";
    const answer = await stack.api("/v1/assistants?limit=1", { ...owner, headers: { "x-request-id": requestId } });
    expect(answer.status).toBe(200);
    await expect.poll(() => linesOf(requestId).length, { timeout: 20_000 }).toBe(2);
    const byService = Object.fromEntries(linesOf(requestId).map((line) => [line["service"], line]));
    const common = { message: "request", method: "GET", path: "/v1/assistants", status: 200, requestId };
    expect(byService["assistants"]).toMatchObject({ ...common, transactions: 1 });
    expect(byService["gateway"]).toMatchObject({ ...common, orgId: owner.organizationId });
    expect(byService["gateway"]?.["traceId"]).toBe(byService["assistants"]?.["traceId"]);
    expect(Number(byService["gateway"]?.["durationMs"])).toBeGreaterThanOrEqual(
      Number(byService["assistants"]?.["databaseMs"]),
    );
  });
});

describe("the operator's page", () => {
  const look = (key: string) => stack.api("/healthz/house", { token: key });

  it("says how Durable Objects and queues do, to whoever has the key", async () => {
    const answer = await look(stack.secrets.operatorKey);
    const house = (await answer.json()) as { objects: object; queues: { queue: string }[] };
    expect(house.objects).toEqual({ assistants: "up", calls: "up", telephony: "up" });
    expect(house.queues.map(({ queue }) => queue)).toEqual([
      "events",
      "deliveries",
      "alerts",
      "files",
      "mirror",
      "calls",
    ]);
    expect(answer.status).toBe(200);
  });

  it("is not there for an owner", async () => {
    expect((await look(owner.token)).status).toBe(404);
  });
});

describe("the test of a deployment", () => {
  it("signs up, has a ping delivered, and leaves neither an account nor an organization", async () => {
    const { auth, api } = stack.urls;
    stack.allowEgress(auth);
    const settings = readSettings("prod", `${ROOT}/deploy`);
    const pinged: string[] = [];
    await smokeTest({
      settings: { ...settings, supabase: { url: auth } },
      here: { SUPABASE_ANON_KEY: stack.auth.anonKey, SUPABASE_SERVICE_ROLE_KEY: stack.auth.serviceRoleKey },
      tools: {
        run: () => Promise.reject(new Error("no program is run")),
        fetch: (url, init) => {
          const there = (url instanceof Request ? url.url : url.toString()).replace(
            `https://${settings.hosts.api}`,
            api,
          );
          if (there.endsWith("/ping")) pinged.push(there);
          return fetch(there, init);
        },
        say: () => undefined,
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        hide: () => undefined,
      },
    });
    expect(pinged).toHaveLength(1);
    const left = await stack.sql("select from auth.users where email like 'smoke-%'");
    const open = await stack.sql("select from organizations where closed_at is null and id <> $1", [
      owner.organizationId,
    ]);
    expect([left.length, open.length]).toEqual([0, 0]);
  });
});
