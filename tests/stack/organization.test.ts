import { PLAN_LIMITS } from "@allokoli/shared/limits/plans";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";

// An organization's members, invitations and limits, across the Workers.
let stack: Stack;
let owner: Organization;

beforeAll(async () => {
  stack = await startStack();
  owner = await stack.newOrganization();
});
afterAll(() => stack.close());

type Json = Record<string, unknown>;
const PATIENCE = { timeout: 15_000, interval: 100 };

const ask = async (path: string, init: Parameters<Stack["api"]>[1] = {}) => {
  const answer = await stack.api(path, { ...owner, ...init });
  const text = await answer.text();
  return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Json };
};
const invite = (email: string, role = "member") =>
  ask("/v1/organization/invitations", { method: "POST", json: { email, role } });
const mailStateOf = async (id: unknown) => {
  const { body } = await ask("/v1/organization/invitations?limit=100");
  return (body["items"] as Json[]).find((one) => one["id"] === id)?.["mail"];
};

/** The person who follows the link in the newest mail to this address, signed in by it. */
async function followMail(email: string): Promise<string> {
  const [mail] = stack.auth.mails(email);
  if (mail === undefined) throw new Error(`no mail to ${email}`);
  const link = new URL(mail.link);
  expect(link.pathname).toBe("/auth/callback");
  expect(link.searchParams.get("next")).toBe("/invitations");
  const supabase = createClient(stack.urls.auth, stack.auth.anonKey, { auth: { persistSession: false } });
  const { data, error } = await supabase.auth.verifyOtp({
    type: link.searchParams.get("type") === "invite" ? "invite" : "magiclink",
    token_hash: link.searchParams.get("token_hash") ?? "",
  });
  if (error) throw error;
  return data.session?.access_token ?? "";
}

const ownInvitations = async (token: string) => {
  const answer = await stack.api("/v1/invitations", { token });
  return ((await answer.json()) as { items: Json[] }).items;
};

describe("an invitation", () => {
  it("reaches a new address by mail, and the person who follows it joins with the offered role", async () => {
    const email = "nouvelle@cabinet.example";
    const invited = await invite(email, "admin");
    expect([invited.status, invited.body["mail"]]).toEqual([201, "pending"]);
    await vi.waitFor(async () => expect(await mailStateOf(invited.body["id"])).toBe("sent"), PATIENCE);
    expect(stack.auth.mails(email)[0]?.type).toBe("invite");

    const token = await followMail(email);
    const [own] = await ownInvitations(token);
    expect(own).toMatchObject({ organization: { id: owner.organizationId }, role: "admin" });
    const accepted = await stack.api(`/v1/invitations/${String(own?.["id"])}/accept`, { token, method: "POST" });
    expect(await accepted.json()).toMatchObject({ id: owner.organizationId, role: "admin" });
    const members = await ask("/v1/organization/members", { token });
    expect(members.body["items"]).toContainEqual(expect.objectContaining({ email, role: "admin" }));
  });

  it("reaches a person with an account as a link to sign in, and is answered like any other", async () => {
    const known = await stack.newOrganization();
    const [ofKnown, ofNew] = [await invite(known.email), await invite("inconnue@cabinet.example")];
    expect(ofKnown.status).toBe(ofNew.status);
    const shape = ({ body }: { body: Json }) => ({ ...body, id: "", email: "", createdAt: "", expiresAt: "" });
    expect(shape(ofKnown)).toEqual(shape(ofNew));
    await vi.waitFor(async () => expect(await mailStateOf(ofKnown.body["id"])).toBe("sent"), PATIENCE);
    expect(stack.auth.mails(known.email)[0]?.type).toBe("magiclink");
    const token = await followMail(known.email);
    expect(await ownInvitations(token)).toHaveLength(1);
  });

  it("reports a failed mail, and is sent again", async () => {
    const email = "plus-tard@cabinet.example";
    stack.auth.setFaults({ mailRateLimited: true });
    const { body } = await invite(email);
    await vi.waitFor(async () => expect(await mailStateOf(body["id"])).toBe("failed"), PATIENCE);
    stack.auth.clearFaults();
    const again = await ask(`/v1/organization/invitations/${String(body["id"])}/resend`, { method: "POST" });
    expect(again.status).toBe(202);
    await vi.waitFor(async () => expect(await mailStateOf(body["id"])).toBe("sent"), PATIENCE);
    expect(stack.auth.mails(email)).toHaveLength(1);
  });
});

describe("a member", () => {
  it("who is removed loses access at once, even if they were active a moment ago", async () => {
    const person = await stack.newMember(owner.organizationId, "member");
    const list = () => stack.api("/v1/assistants", { token: person.token, organizationId: owner.organizationId });
    expect((await list()).status).toBe(200);
    expect((await ask(`/v1/organization/members/${person.user.id}`, { method: "DELETE" })).status).toBe(200);
    const refused = await list();
    expect([refused.status, ((await refused.json()) as Json)["code"]]).toEqual([403, "not_a_member"]);
  });
});

describe("what the plan allows", () => {
  let tenant: Organization;
  beforeAll(async () => {
    tenant = await stack.newOrganization();
  });

  const create = async (path: string, json: object) => {
    const answer = await stack.api(path, { ...tenant, method: "POST", json });
    return { status: answer.status, body: (await answer.json()) as Json };
  };
  const refusal = (name: string, allowed: number, used: number) => ({
    status: 403,
    body: expect.objectContaining({ code: "limit_reached", limit: { name, allowed, used } }),
  });
  const usedOf = async (name: string) => {
    const answer = await stack.api("/v1/organization/limits", tenant);
    const { limits } = (await answer.json()) as { limits: Json[] };
    return limits.find((limit) => limit["name"] === name);
  };
  const eventsOf = async () =>
    (
      await stack.sql<{ data: { limit: { name: string } } }>(
        "select data from events where org_id = $1 and type = 'limit.reached' order by created_at",
        [tenant.organizationId],
      )
    ).map(({ data }) => data.limit.name);
  const fill = (sql: string) => stack.sql(sql, [tenant.organizationId]);

  it("is shown with its use", async () => {
    const answer = await stack.api("/v1/organization/limits", tenant);
    const period = { from: expect.any(String), to: expect.any(String) };
    const used: Record<string, number | null> = {
      members: 1,
      versionsPerAssistant: null,
      streams: null,
      requestsPerMinute: null,
    };
    expect(await answer.json()).toEqual({
      plan: "starter",
      limits: Object.entries(PLAN_LIMITS.starter).map(([name, allowed]) => ({
        name,
        allowed,
        used: used[name] === undefined ? 0 : used[name],
        period: name === "minutesPerMonth" || name === "testRunsPerDay" ? period : null,
      })),
    });
  });

  it("of calls is checked before anything is dialled: a refused call does not ring, and has one event", async () => {
    const { body } = await create("/v1/assistants", { name: "Accueil" });
    await fill(`insert into calls (org_id, direction, status)
      select $1, 'inbound', 'in-progress' from generate_series(1, 10)`);
    const rung = async () => (await stack.vapi.requests({ method: "POST", path: "/call" })).length;
    const before = await rung();
    const call = { assistantId: body["id"], customer: { number: "+33612345678" } };
    expect(await create("/v1/calls", call)).toMatchObject(refusal("callsAtOnce", 10, 10));
    expect(await create("/v1/calls", call)).toMatchObject(refusal("callsAtOnce", 10, 10));
    expect(await rung()).toBe(before);
    expect(await eventsOf()).toEqual(["callsAtOnce"]);
    expect(await usedOf("callsAtOnce")).toMatchObject({ used: 10 });

    await fill("update calls set status = 'ended', duration_ms = 6000000 where org_id = $1");
    expect(await create("/v1/calls", call)).toMatchObject(refusal("minutesPerMonth", 1000, 1000));
    expect(await eventsOf()).toEqual(["callsAtOnce", "minutesPerMonth"]);
  });

  it("of calls does not apply to inbound calls: they are answered", async () => {
    const { body } = await create("/v1/assistants", { name: "Standard" });
    const [{ vapi_assistant_id: vapiAssistantId } = { vapi_assistant_id: "" }] = await stack.sql<{
      vapi_assistant_id: string;
    }>("select vapi_assistant_id from assistants where id = $1", [body["id"]]);
    await stack.vapi.ring({ assistantId: vapiAssistantId });
    await vi.waitFor(async () => {
      const [counted] = await stack.sql<{ n: number }>(
        "select count(*)::int as n from calls where org_id = $1 and assistant_id = $2",
        [tenant.organizationId, body["id"]],
      );
      expect(counted?.n).toBe(1);
    }, PATIENCE);
  });

  it("of numbers is checked before one is bought", async () => {
    await fill(`insert into phone_numbers (org_id, name, number, provider, order_state)
      select $1, 'N', '+331990010' || lpad(n::text, 2, '0'), 'vapi', 'done' from generate_series(1, 10) n`);
    const order = { provider: "vapi", name: "Accueil", areaCode: "701" };
    expect(await create("/v1/phone-numbers/provision", order)).toMatchObject(refusal("phoneNumbers", 10, 10));
  });

  it("of files is checked before a byte is stored, and again with the file", async () => {
    await fill(`insert into files (org_id, name, size_bytes)
      select $1, 'a.pdf', 26214400 from generate_series(1, 40)`);
    await fill("insert into files (org_id, name, size_bytes) values ($1, 'b.pdf', 25165824 - 10)");
    const upload = async (text: string) => {
      const form = new FormData();
      form.append("file", new File([text], "horaires.txt"));
      const answer = await stack.api("/v1/files", { ...tenant, method: "POST", body: form });
      return { status: answer.status, body: (await answer.json()) as Json };
    };
    expect(await upload("onze octets")).toMatchObject({ status: 403, body: { code: "limit_reached" } });
    const { items } = (await (await stack.api("/v1/logs?outcome=refused", tenant)).json()) as { items: Json[] };
    const detail = { limit: expect.objectContaining({ name: "storageBytes" }) };
    expect(items).toContainEqual(expect.objectContaining({ action: "limit.refused", detail }));
    const both = await Promise.all([upload("six 66"), upload("six 66")]);
    expect(both.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([201, 403]);
  });

  it("of assistants holds for simultaneous requests, and a repeated creation is answered as before", async () => {
    await fill(`insert into assistants (org_id, name, language, model_provider, model, temperature, voice_provider, voice,
        transcriber_provider, transcriber_language, max_duration_seconds, silence_timeout_seconds, sync_state)
      select $1, 'A', 'fr', 'openai', 'gpt-4.1', 0.4, 'azure', 'fr-FR-DeniseNeural', 'deepgram', 'fr', 600, 30, 'synced'
      from generate_series(1, 49 - (select count(*)::int from assistants where org_id = $1))`);
    const named = (key: string): Promise<Response> =>
      stack.api("/v1/assistants", {
        ...tenant,
        method: "POST",
        json: { name: "Dernière" },
        headers: { "idempotency-key": key },
      });
    const answers = await Promise.all(["a", "b", "c"].map(named));
    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([201, 403, 403]);
    const made = ["a", "b", "c"][answers.findIndex(({ status }) => status === 201)] ?? "";
    const repeat = await named(made);
    expect([repeat.status, repeat.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
  });
});
