import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Organization, type Stack } from "../stack.ts";

// The end of an organization and of an account, across the Workers.
const PATIENCE = { timeout: 20_000, interval: 200 };

type Json = Record<string, unknown>;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({
    vars: {
      "allokoli-assistants": { MIRROR_SWEEP_DELAY_MS: "300", MIRROR_WATCH_EVERY_MS: "500" },
      "allokoli-deliveries": { SWEEP_EVERY_MS: "500" },
    },
  });
});
afterAll(() => stack.close());

const asking = (who: Organization) => async (method: string, path: string, json?: Json) => {
  const answer = await stack.api(path, { ...who, method, ...(json !== undefined && { json }) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? {} : JSON.parse(text) };
};
const nameOf = async (who: Organization): Promise<string> => (await asking(who)("GET", "/v1/organization")).body.name;
const close = async ({ organizationId, token }: Organization, name: string) =>
  stack.api(`/v1/organizations/${organizationId}?name=${encodeURIComponent(name)}`, { token, method: "DELETE" });

describe("an organization that is deleted", () => {
  it("is gone for everybody at once, from the voice provider and the files soon, and from the database an hour later", async () => {
    const owner = await stack.newOrganization();
    const ask = asking(owner);
    const colleague = await stack.newMember(owner.organizationId, "member");
    const { body: assistant } = await ask("POST", "/v1/assistants", { name: "Accueil" });
    const { body: squad } = await ask("POST", "/v1/squads", {
      name: "Équipe",
      members: [{ assistantId: assistant.id }],
    });
    const form = new FormData();
    form.append("file", new File(["Le détartrage coûte 28,92 euros."], "tarifs.txt", { type: "text/plain" }));
    const upload = await stack.api("/v1/files", { ...owner, method: "POST", body: form });
    expect(upload.status, await upload.clone().text()).toBe(201);
    const name = await nameOf(owner);

    expect((await close(owner, name)).status).toBe(204);
    expect((await ask("GET", "/v1/assistants")).status).toBe(403);
    const asColleague = await stack.api("/v1/assistants", {
      token: colleague.token,
      organizationId: owner.organizationId,
    });
    expect(asColleague.status).toBe(403);
    await vi.waitFor(async () => {
      expect((await stack.vapi.api(`/assistant/${assistant.vapiAssistantId}`)).status).toBe(404);
      expect((await stack.vapi.api(`/squad/${squad.vapiSquadId}`)).status).toBe(404);
      const [left] = await stack.sql<{ files: string; assistants: string }>(
        `select (select count(*) from files where org_id = $1) as files,
          (select count(*) from assistants where org_id = $1) as assistants`,
        [owner.organizationId],
      );
      expect(left).toEqual({ files: "0", assistants: "0" });
    }, PATIENCE);
    const exists = async () =>
      (await stack.sql("select id from organizations where id = $1", [owner.organizationId])).length;
    expect(await exists()).toBe(1);
    await stack.sql("update organizations set closed_at = now() - interval '61 minutes' where id = $1", [
      owner.organizationId,
    ]);
    await vi.waitFor(async () => expect(await exists()).toBe(0), PATIENCE);
  });

  it("is not deleted by others than owners, by another name, or while it has a number", async () => {
    const owner = await stack.newOrganization();
    const admin = await stack.newMember(owner.organizationId, "admin");
    const outsider = await stack.newOrganization();
    const name = await nameOf(owner);
    const as = (token: string) => ({ ...owner, token });
    expect((await close(as(admin.token), name)).status).toBe(403);
    expect((await close(as(outsider.token), name)).status).toBe(404);
    expect((await close(owner, `${name}x`)).status).toBe(422);
    const ordered = await asking(owner)("POST", "/v1/phone-numbers/provision", {
      provider: "vapi",
      name: "Accueil",
      areaCode: "701",
    });
    const refused = await close(owner, name);
    expect([refused.status, await refused.json()]).toEqual([
      409,
      expect.objectContaining({ errors: [{ path: "phoneNumbers", message: "1 to be released first" }] }),
    ]);
    await asking(owner)("DELETE", `/v1/phone-numbers/${ordered.body.id}`);
    expect((await close(owner, name)).status).toBe(204);
    expect((await close(owner, name)).status).toBe(404);
  });
});

describe("an account that is deleted", () => {
  const end = (token: string, email: string) =>
    stack.api(`/v1/me?email=${encodeURIComponent(email)}`, { token, method: "DELETE" });

  it("waits until no organization would be left without an owner", async () => {
    const owner = await stack.newOrganization();
    const name = await nameOf(owner);
    const refused = await end(owner.token, owner.email);
    expect([refused.status, await refused.json()]).toEqual([
      409,
      expect.objectContaining({ errors: [{ path: owner.organizationId, message: name }] }),
    ]);
    await close(owner, name);
    expect((await end(owner.token, "quelquun@cabinet.example")).status).toBe(422);
    expect((await end(owner.token, owner.email)).status).toBe(204);
    expect(await stack.sql("select id from auth.users where email = $1", [owner.email])).toEqual([]);
    expect((await stack.api("/v1/me", { token: owner.token })).status).toBe(404);
  });

  it("leaves the organizations of others as they are", async () => {
    const owner = await stack.newOrganization();
    const member = await stack.newMember(owner.organizationId, "member");
    const { email } = (await (await stack.api("/v1/me", { token: member.token })).json()) as { email: string };
    expect((await end(member.token, email)).status).toBe(204);
    const { body } = await asking(owner)("GET", "/v1/organization/members");
    expect(body.items).toHaveLength(1);
  });
});
