import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fillPath, listOperations } from "../operations.ts";
import { startHouse, type House, type Organization } from "../house.ts";

let house: House;
let owner: Organization;

beforeAll(async () => {
  house = await startHouse();
  owner = await house.newOrganization();
});
afterEach(async () => {
  house.postgres.heal();
  house.auth.clearFaults();
  await house.vapi.clearFaults();
});
afterAll(() => house.close());

describe("while Postgres is away", () => {
  const reads = listOperations().filter(
    ({ method, isPublic, path }) => method === "GET" && !isPublic && path !== "/v1/calls/live",
  );

  it.each(reads)("$path says 503 and when to come back", async ({ path }) => {
    // The gateway has seen them before, as it has on any day.
    await house.api("/v1/assistants", owner);
    house.postgres.cut();
    const filled = fillPath(path, () => "0198c2a4-0000-7000-8000-000000000001");
    const answer = await house.api(filled, { ...owner, signal: AbortSignal.timeout(20_000) });
    const text = await answer.text();
    expect(answer.status, text).toBe(503);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(JSON.parse(text)).toMatchObject({ code: "database_unavailable" });
    expect(text).not.toMatch(/ECONN|5432|stack|select/i);
  });

  it("serves again as soon as it is back", async () => {
    house.postgres.cut();
    expect((await house.api("/v1/assistants", owner)).status).toBe(503);
    house.postgres.heal();
    expect((await house.api("/v1/assistants", owner)).status).toBe(200);
  });
});

describe("while Supabase Auth is away", () => {
  it("who has signed in goes on", async () => {
    const late = await house.newOrganization();
    expect((await house.api("/v1/assistants", owner)).status).toBe(200);
    house.auth.setFaults({ down: true });
    expect((await house.api("/v1/assistants", owner)).status).toBe(200);
    // Another token, never seen before: the keys are remembered.
    expect((await house.api("/v1/assistants", late)).status).toBe(200);
  });

  it("a forged key id costs Auth nothing", async () => {
    const claims = { sub: owner.user.id };
    const forged = await Promise.all(
      Array.from({ length: 20 }, () => house.auth.forgeToken({ signWith: "foreign", claims })),
    );
    const answers = await Promise.all(forged.map((token) => house.api("/v1/me", { token })));
    expect(answers.every(({ status }) => status === 401 || status === 503)).toBe(true);
    await Promise.all(answers.map(async (answer) => answer.body?.cancel()));
  });
});

describe("a secret or an internal word", () => {
  it("is in no log line of the Workers", () => {
    const lines = house
      .logs()
      .map(({ message }) => message)
      .join("\n");
    expect(lines).not.toContain(owner.token);
    expect(lines).not.toContain(house.secrets.vapiApiKey);
    expect(lines).not.toContain(house.secrets.vapiWebhookSecret);
  });
});
