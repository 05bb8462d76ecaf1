import { connect, type Database } from "@allokoli/shared/db/connect";
import { assistants } from "@allokoli/shared/db/schema/index";
import { personTenant } from "@allokoli/shared/db/tenant";
import { assistantOf, claimsOf, openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import type { Log } from "@allokoli/shared/log/log";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { answerAssistantRequest } from "./inbound.ts";

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let fixture: Fixture;
let database: Database;
let away: Database;
beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
  away = connect("postgres://allokoli_app@127.0.0.1:1/postgres", { connectTimeoutMs: 500 });
});
afterEach(async () => {
  await fixture.superuser.query("truncate assistants cascade");
});
afterAll(async () => {
  await away.close();
  await database.close();
  await fixture.close();
});

const tenantOfMember = () => personTenant(database, claimsOf(fixture.people.member), fixture.orgId);

async function make(name: string, vapiAssistantId: string | null) {
  const row = { ...assistantOf(fixture.orgId, name), vapiAssistantId };
  await tenantOfMember().write("member", (tx) => tx.insert(assistants).values(row));
}
const change = (name: string, fields: Partial<typeof assistants.$inferInsert>) =>
  tenantOfMember().write("member", (tx) => tx.update(assistants).set(fields).where(eq(assistants.name, name)));

describe("who answers a call on a number without an assistant", () => {
  const ask = (from = database) => answerAssistantRequest(from, fixture.orgId, silent);

  it("is a sentence in French when no assistant can answer", async () => {
    expect(await ask()).toEqual({ error: expect.stringMatching(/^Bonjour\..*assistant/) });
    await make("En attente", null);
    await make("Parti", "vapi-parti");
    await change("Parti", { deletedAt: new Date() });
    expect(await ask()).toHaveProperty("error");
    expect(await ask(away)).toEqual({ error: expect.stringMatching(/^Bonjour\..*quelques minutes/) });
  });

  it("is the assistant that was changed last", async () => {
    await make("Un", "vapi-un");
    await make("Deux", "vapi-deux");
    expect(await ask()).toEqual({ assistantId: "vapi-deux" });
    await change("Un", { language: "en" });
    expect(await ask()).toEqual({ assistantId: "vapi-un" });
    expect(await answerAssistantRequest(database, fixture.otherOrgId, silent)).toHaveProperty("error");
  });
});
