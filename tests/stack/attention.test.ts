import { describe, expect, it, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Organization, Stack } from "../stack.ts";
import { createAssistant } from "./listener.ts";

// What waits for somebody, and what is new: each member's own view of their organization.

const WAIT = { timeout: 40_000, interval: 200 };

let stack: Stack;
shared.beforeAll(({ sharedStack }) => {
  stack = sharedStack;
});

type Attention = {
  openMessages: number;
  urgentMessages: number;
  toCallBack: number;
  liveCalls: number;
  seenUntil: string | null;
  news: { id: string; kind: string; title: string; text: string | null; path: string }[];
};
type Who = Pick<Organization, "token" | "organizationId">;

async function look(who: Who, after?: string | null): Promise<Attention> {
  const answer = await stack.api(`/v1/me/attention${after ? `?after=${after}` : ""}`, who);
  expect(answer.status).toBe(200);
  // The contract's own form.
  return (await answer.json()) as Attention;
}
const want = async (who: Who, json: object) =>
  expect((await stack.api("/v1/me/alerts", { ...who, method: "PATCH", json })).status).toBe(200);
const leave = (vapiAssistantId: string, message: string, isUrgent: boolean) =>
  stack.vapi.ring({
    assistantId: vapiAssistantId,
    from: "+33639981234",
    script: [
      { caller: "Bonjour." },
      { toolCall: { name: "take_message", arguments: { message, callerName: "Hugo", isUrgent } } },
      { hangUp: true },
    ],
  });

describe("what waits", () => {
  it("is counted for the organization, and is nothing in another", async () => {
    const [owner, other] = await Promise.all([stack.newOrganization(), stack.newOrganization()]);
    const { vapiAssistantId } = await createAssistant(stack, owner, { tools: [{ type: "takeMessage" }] });
    expect(await look(owner)).toMatchObject({ openMessages: 0, urgentMessages: 0, toCallBack: 0, liveCalls: 0 });
    await leave(vapiAssistantId, "Rappelez-moi.", true);
    await leave(vapiAssistantId, "Un rendez-vous.", false);
    await stack.vapi.ring({ assistantId: vapiAssistantId, script: [{ stay: true }] });
    // Two calls in vain of one caller are one person to call back.
    await stack.sql(
      `insert into calls (org_id, direction, status, customer_number, ended_family)
       select $1, 'inbound', 'ended', '+33639980009', 'plan_limit' from generate_series(1, 2)`,
      [owner.organizationId],
    );
    await vi.waitFor(
      async () =>
        expect(await look(owner)).toMatchObject({ openMessages: 2, urgentMessages: 1, toCallBack: 1, liveCalls: 1 }),
      WAIT,
    );
    expect(await look(other)).toEqual({
      openMessages: 0,
      urgentMessages: 0,
      toCallBack: 0,
      liveCalls: 0,
      seenUntil: null,
      news: [],
    });
    await stack.sql("update caller_messages set handled_at = now() where org_id = $1", [owner.organizationId]);
    expect(await look(owner)).toMatchObject({ openMessages: 0, urgentMessages: 0 });
  });
});

describe("what is new", () => {
  it("is told to each as they chose, from where they looked last, with a caller's words only for who wants them", async () => {
    const owner = await stack.newOrganization();
    const viewer: Who = {
      ...(await stack.newMember(owner.organizationId, "viewer")),
      organizationId: owner.organizationId,
    };
    const nobody: Who = {
      ...(await stack.newMember(owner.organizationId, "member")),
      organizationId: owner.organizationId,
    };
    await want(viewer, { page: ["message"], includesWords: true });
    await want(nobody, { page: [] });
    const { vapiAssistantId } = await createAssistant(stack, owner, { tools: [{ type: "takeMessage" }] });
    await leave(vapiAssistantId, "Avant.", true);
    const before = await vi.waitFor(async () => {
      const seen = await look(owner);
      expect([seen.openMessages, seen.seenUntil]).toEqual([1, expect.any(String)]);
      return seen.seenUntil;
    }, WAIT);
    expect((await look(owner)).news).toEqual([]);
    const untilOpen = (openMessages: number) =>
      vi.waitFor(async () => expect(await look(owner)).toMatchObject({ openMessages }), WAIT);
    await leave(vapiAssistantId, "Ma fille a de la fièvre.", true);
    await untilOpen(2);
    await leave(vapiAssistantId, "Un rendez-vous.", false);
    await untilOpen(3);

    const [hers, full, none] = await Promise.all([look(owner, before), look(viewer, before), look(nobody, before)]);
    expect(hers.news).toMatchObject([{ kind: "urgent-message", text: null, path: "/messages" }]);
    expect(JSON.stringify(hers)).not.toMatch(/fièvre|Hugo/);
    expect(full.news.map(({ kind, text }) => [kind, text])).toEqual([
      ["urgent-message", expect.stringContaining("Ma fille a de la fièvre.")],
      ["message", expect.stringContaining("Un rendez-vous.")],
    ]);
    expect(none.news).toEqual([]);
    expect((await look(owner, hers.seenUntil)).news).toEqual([]);
  });

  it("has nothing of another organization, whatever event its reader names", async () => {
    const [owner, other] = await Promise.all([stack.newOrganization(), stack.newOrganization()]);
    const { vapiAssistantId } = await createAssistant(stack, owner, { tools: [{ type: "takeMessage" }] });
    await leave(vapiAssistantId, "Rappelez-moi.", true);
    const { seenUntil } = await vi.waitFor(async () => {
      const seen = await look(owner);
      expect(seen.openMessages).toBe(1);
      return seen;
    }, WAIT);
    expect(await look(other, seenUntil)).toMatchObject({ seenUntil: null, news: [] });
    expect((await stack.api("/v1/me/attention?after=x", owner)).status).toBe(422);
    expect((await stack.api("/v1/me/attention")).status).toBe(401);
  });
});
