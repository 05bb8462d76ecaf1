import { afterEach, describe, expect, it } from "vitest";
import { fillPath, listOperations } from "../operations.ts";
import { shared } from "../shared.ts";
import type { Stack, Organization } from "../stack.ts";

let stack: Stack;
let owner: Organization;

shared.beforeAll(async ({ sharedStack }) => {
  stack = sharedStack;
  owner = await stack.newOrganization();
});
afterEach(async () => {
  stack.postgres.heal();
  stack.auth.clearFaults();
  await stack.vapi.clearFaults();
});

describe("while Postgres is unavailable", () => {
  const reads = listOperations().filter(
    ({ method, isPublic, path }) => method === "GET" && !isPublic && path !== "/v1/calls/live",
  );

  it.each(reads)("$path answers 503 and when to try again", async ({ path }) => {
    // The gateway knows them already, as usual.
    await stack.api("/v1/assistants", owner);
    stack.postgres.cut();
    const filled = fillPath(path, (parameter) =>
      parameter === "version" ? "1" : "0198c2a4-0000-7000-8000-000000000001",
    );
    const answer = await stack.api(filled, { ...owner, signal: AbortSignal.timeout(20_000) });
    const text = await answer.text();
    expect(answer.status, text).toBe(503);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(JSON.parse(text)).toMatchObject({ code: "database_unavailable" });
    expect(text).not.toMatch(/ECONN|5432|stack|select/i);
  });

  it("the API works again as soon as it is back", async () => {
    stack.postgres.cut();
    expect((await stack.api("/v1/assistants", owner)).status).toBe(503);
    stack.postgres.heal();
    expect((await stack.api("/v1/assistants", owner)).status).toBe(200);
  });
});

describe("while Supabase Auth is unavailable", () => {
  it("signed-in people can go on", async () => {
    const late = await stack.newOrganization();
    expect((await stack.api("/v1/assistants", owner)).status).toBe(200);
    stack.auth.setFaults({ down: true });
    expect((await stack.api("/v1/assistants", owner)).status).toBe(200);
    // A new token works too: the keys are remembered.
    expect((await stack.api("/v1/assistants", late)).status).toBe(200);
  });

  it("a forged key id sends no request to Auth", async () => {
    const claims = { sub: owner.user.id };
    const forged = await Promise.all(
      Array.from({ length: 20 }, () => stack.auth.forgeToken({ signWith: "foreign", claims })),
    );
    const answers = await Promise.all(forged.map((token) => stack.api("/v1/me", { token })));
    expect(answers.every(({ status }) => status === 401 || status === 503)).toBe(true);
    await Promise.all(answers.map(async (answer) => answer.body?.cancel()));
  });
});

describe("a secret or an internal word", () => {
  it("is in no log line of the Workers", () => {
    const lines = stack
      .logs()
      .map(({ message }) => message)
      .join("\n");
    expect(lines).not.toContain(owner.token);
    expect(lines).not.toContain(stack.secrets.vapiApiKey);
    expect(lines).not.toContain(stack.secrets.vapiWebhookSecret);
  });
});
