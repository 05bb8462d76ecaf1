import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { createAssistant } from "./listener.ts";

// The audit log for an admin after a day in the stack.
let stack: Stack;
let owner: Organization;

beforeAll(async () => {
  stack = await startStack({ vars: { "allokoli-calls": { REPORT_AFTER_MS: "200" } } });
  owner = await stack.newOrganization();
});
afterAll(() => stack.close());

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
  const answer = await stack.api(`/v1/logs?limit=100&${query}`, as);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { items: Entry[] }).items;
}
const send = (path: string, json: object, headers: Record<string, string> = {}, method = "POST") =>
  stack.api(path, { ...owner, method, json, headers });

describe("the log", () => {
  it("has a person's actions, with their requests, and refusals", async () => {
    const made = await send("/v1/assistants", { name: "Accueil" }, { "x-request-id": "the-creation" });
    const { id } = (await made.json()) as { id: string };
    expect((await send("/v1/assistants", { name: "Refusé", model: "gpt-nothing" })).status).toBe(422);
    const [created] = await logs(`resourceType=assistant&resourceId=${id}`);
    expect(created).toMatchObject({
      action: "assistant.created",
      actor: { kind: "person", id: owner.user.id },
      outcome: "done",
      requestId: "the-creation",
      detail: { name: "Accueil" },
    });
    const [refused] = await logs("outcome=refused");
    expect(refused).toMatchObject({ action: "assistant.created.refused", actor: { id: owner.user.id } });
  });

  it("tells a publication as one, whichever way it went, and names what it was of", async () => {
    const done = async (method: string, path: string, json?: object, expected = 200) => {
      const answer = await stack.api(path, { ...owner, method, ...(json && { json }) });
      expect(answer.status, `${method} ${path}`).toBe(expected);
      return answer.status === 204 ? {} : ((await answer.json()) as Record<string, unknown>);
    };
    const { id: assistantId } = await done("POST", "/v1/assistants", { name: "Accueil" }, 201);
    const assistant = `/v1/assistants/${String(assistantId)}`;
    await done("PATCH", assistant, { firstMessage: "Cabinet, bonjour." });
    await done("PUT", `${assistant}/draft`, { firstMessage: "Cabinet, bonsoir." });
    const at = new Date(Date.now() + 86_400_000).toISOString();
    await done("PUT", `${assistant}/draft/plan`, { at });
    await done("DELETE", `${assistant}/draft/plan`, undefined, 204);
    await done("POST", `${assistant}/publish`);
    await done("POST", `${assistant}/versions/1/restore`);
    const members = [{ assistantId }];
    const { id: squadId } = await done("POST", "/v1/squads", { name: "Équipe", members }, 201);
    const squad = `/v1/squads/${String(squadId)}`;
    await done("PATCH", squad, { name: "Équipe du soir" });
    const { items } = await done("GET", `${squad}/versions`);
    const [before] = items as { version: number }[];
    await done("POST", `${squad}/versions/${String(before?.version)}/restore`);

    const said = async (id: unknown) =>
      (await logs(`resourceId=${String(id)}`))
        .map(({ sentence }) => sentence.fr.replace(/^.*? (?=a )/, "").replaceAll("\u00a0", " "))
        .toReversed();
    expect(await said(assistantId)).toEqual([
      "a créé un assistant « Accueil ».",
      "a publié un changement d’un assistant « Accueil ».",
      "a prévu la publication d’un brouillon « Accueil ».",
      "a annulé la publication prévue d’un brouillon « Accueil ».",
      "a publié un changement d’un assistant « Accueil ».",
      "a publié de nouveau une version précédente d’un assistant « Accueil ».",
    ]);
    expect(await said(squadId)).toEqual([
      "a créé une équipe d’assistants « Équipe ».",
      "a publié un changement d’une équipe d’assistants « Équipe du soir ».",
      "a publié de nouveau une version précédente d’une équipe d’assistants « Équipe ».",
    ]);
  });

  it("has failures without a request: a file that cannot be read, a call that was not made", async () => {
    const form = new FormData();
    form.append("file", new File([new Uint8Array([0, 1, 2, 3])], "photo.pdf"));
    const file = (await (await stack.api("/v1/files", { ...owner, method: "POST", body: form })).json()) as {
      id: string;
    };
    const { id: assistantId } = await createAssistant(stack, owner, {});
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

  it("is readable with an admin's API key, and names the key of each action", async () => {
    const key = await stack.newApiKey(owner, "admin");
    await stack.api("/v1/knowledge-bases", { token: key.token, method: "POST", json: { name: "Tarifs" } });
    const [entry] = await logs(`actor=${key.id}`, key);
    expect(entry).toMatchObject({ action: "knowledge-base.created", actor: { kind: "api_key", id: key.id } });
    expect(entry?.sentence.fr).toBe("La clé API « admin » a créé une base de connaissances « Tarifs ».");
  });

  it("contains no secret, whatever was set, changed or refused", async () => {
    const { accountSid, authToken } = stack.numbers.accounts.twilio;
    const account = { provider: "twilio", name: "Twilio", accountSid, authToken };
    const credential = (await (await send("/v1/telephony-credentials", account)).json()) as { id: string };
    await send(`/v1/telephony-credentials/${credential.id}`, { accountSid, authToken }, {}, "PATCH");
    await send("/v1/telephony-credentials", { ...account, authToken: "wrong-secret-0123456789" });
    const headers = [{ name: "Authorization", value: "Bearer header-secret-0123456789" }];
    const settings = { kind: "apiRequest", method: "GET", url: "https://api.cabinet.example/x", headers };
    const made = await send("/v1/functions", { name: "agenda", description: "Lit l'agenda.", settings });
    expect(made.status, await made.clone().text()).toBe(201);
    const key = await stack.newApiKey(owner, "viewer");
    const text = JSON.stringify(await logs());
    expect(text).toContain("telephony-credential.updated");
    expect(text).toContain("function.created");
    for (const secret of [authToken, "wrong-secret", "header-secret", key.token.slice(8, -4), owner.token]) {
      expect(text).not.toContain(secret);
    }
  });
});
