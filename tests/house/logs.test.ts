import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startHouse, type House, type Organization } from "../house.ts";
import { createAssistant } from "./listener.ts";

// What an admin finds in the log after a day in the house.
let house: House;
let owner: Organization;

beforeAll(async () => {
  house = await startHouse({ vars: { "allokoli-calls": { FLUSH_AFTER_MS: "20", REPORT_AFTER_MS: "200" } } });
  owner = await house.newOrganization();
});
afterAll(() => house.close());

type Entry = {
  action: string;
  actor: { kind: string; id: string | null };
  resource: { id: string };
  outcome: string;
  requestId: string | null;
  detail: Record<string, unknown>;
  sentence: { fr: string; en: string };
};
const WAIT = { timeout: 20_000, interval: 200 };

async function logs(query = "", as: { token: string; organizationId?: string } = owner): Promise<Entry[]> {
  const answer = await house.api(`/v1/logs?limit=100&${query}`, as);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { items: Entry[] }).items;
}
const send = (path: string, json: object, headers: Record<string, string> = {}, method = "POST") =>
  house.api(path, { ...owner, method, json, headers });

describe("the log", () => {
  it("has what a person did, with the request that did it, and what was refused", async () => {
    const made = await send("/v1/assistants", { name: "Accueil" }, { "x-request-id": "the-creation" });
    const { id } = (await made.json()) as { id: string };
    expect((await send("/v1/assistants", { name: "Refusé", model: "gpt-nothing" })).status).toBe(422);
    const [created] = await logs(`resourceType=assistant&resourceId=${id}`);
    expect(created).toMatchObject({
      action: "assistant.create",
      actor: { kind: "person", id: owner.user.id },
      outcome: "done",
      requestId: "the-creation",
      detail: { name: "Accueil" },
    });
    const [refused] = await logs("outcome=refused");
    expect(refused).toMatchObject({ action: "assistant.create.refused", actor: { id: owner.user.id } });
  });

  it("has what failed by itself: a file that cannot be read, a call that came to nothing", async () => {
    const form = new FormData();
    form.append("file", new File([new Uint8Array([0, 1, 2, 3])], "photo.pdf"));
    const file = (await (await house.api("/v1/files", { ...owner, method: "POST", body: form })).json()) as {
      id: string;
    };
    const { id: assistantId } = await createAssistant(house, owner, {});
    const called = await send("/v1/calls", { assistantId, customer: { number: "+33612340004" } });
    const { id: callId } = ((await called.json()) as { items: { id: string }[] }).items[0] ?? { id: "none" };
    await vi.waitFor(async () => {
      const failed = await logs("outcome=failed&actor=system");
      expect(failed.map(({ action, resource }) => [action, resource.id])).toEqual(
        expect.arrayContaining([
          ["file.failed", file.id],
          ["call.failed", callId],
        ]),
      );
    }, WAIT);
  });

  it("is read by an admin's API key, and says which key did what", async () => {
    const key = await house.newApiKey(owner, "admin");
    await house.api("/v1/knowledge-bases", { token: key.token, method: "POST", json: { name: "Tarifs" } });
    const [entry] = await logs(`actor=${key.id}`, key);
    expect(entry).toMatchObject({ action: "knowledge-base.create", actor: { kind: "api_key", id: key.id } });
    expect(entry?.sentence.fr).toBe("La clé API « admin » a créé une base de connaissances « Tarifs ».");
  });

  it("holds no secret, whatever was given, changed or refused", async () => {
    const { accountSid, authToken } = house.numbers.accounts.twilio;
    const account = { provider: "twilio", name: "Twilio", accountSid, authToken };
    const credential = (await (await send("/v1/telephony-credentials", account)).json()) as { id: string };
    await send(`/v1/telephony-credentials/${credential.id}`, { accountSid, authToken }, {}, "PATCH");
    await send("/v1/telephony-credentials", { ...account, authToken: "wrong-secret-0123456789" });
    const headers = [{ name: "Authorization", value: "Bearer header-secret-0123456789" }];
    const settings = { kind: "apiRequest", method: "GET", url: "https://api.cabinet.example/x", headers };
    const made = await send("/v1/functions", { name: "agenda", description: "Lit l'agenda.", settings });
    expect(made.status, await made.clone().text()).toBe(201);
    const key = await house.newApiKey(owner, "viewer");
    const text = JSON.stringify(await logs());
    expect(text).toContain("telephony-credential.update");
    expect(text).toContain("function.create");
    for (const secret of [authToken, "wrong-secret", "header-secret", key.token.slice(8, -4), owner.token]) {
      expect(text).not.toContain(secret);
    }
  });
});
