import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { createAssistant } from "./listener.ts";
import { rewriteObjects } from "./stored-objects.ts";
import { send, type Message } from "./vapi-messages.ts";

// An inbound call whose messages are all lost is found in Vapi's own list, by one watch over all organizations.

type Call = Message & { id: string; status: string };
type Tenant = Organization & { assistant: { id: string; vapiAssistantId: string } };
// Long intervals, because a person's requests in a minute are limited.
const WAIT = { timeout: 60_000, interval: 500 };
const SCRIPT = [{ caller: "Je voudrais un rendez-vous.", assistant: "Lundi à neuf heures ?" }, { hangUp: true }];

let stack: Stack;
let tenants: Tenant[];
beforeAll(async () => {
  stack = await startStack({
    vars: {
      "allokoli-calls": {
        RECONCILE_AFTER_MS: "500",
        REPORT_AFTER_MS: "500",
        MISSED_CALLS_EVERY_MS: "500",
        LEAVE_ALONE_MS: "0",
        QUIET_AFTER_MS: "3000",
      },
    },
  });
  tenants = await Promise.all(
    [1, 2].map(async () => {
      const owner = await stack.newOrganization();
      return { ...owner, assistant: await createAssistant(stack, owner) };
    }),
  );
});
afterAll(() => stack.close());

const listOf = async (by: Organization) =>
  ((await (await stack.api("/v1/calls", by)).json()) as { items: Call[] }).items;
const isReport = ({ type }: Message) => type === "end-of-call-report";
const countOf = async (text: string, values: unknown[]) => {
  const [row] = await stack.sql<{ n: number }>(text, values);
  return row?.n;
};

describe("a call of which every message is lost", () => {
  it("is stored once, for its own organization, with its conversation and its report", async () => {
    await stack.vapi.fault({ webhooksDown: true });
    const others = await stack.vapi.api("/assistant", { method: "POST", json: { name: "Ailleurs" } });
    const { id: otherAssistant } = (await others.json()) as { id: string };
    const ring = (assistantId: string) => stack.vapi.ring({ assistantId, from: "+33698765432", script: SCRIPT });
    const rung = await Promise.all(tenants.map(({ assistant }) => ring(assistant.vapiAssistantId)));
    await ring(otherAssistant);
    for (const [index, tenant] of tenants.entries()) {
      const id = String(rung[index]?.["id"]);
      await vi.waitFor(async () => {
        expect(await listOf(tenant)).toMatchObject([
          {
            id,
            vapiCallId: id,
            direction: "inbound",
            status: "ended",
            customer: { number: "+33698765432" },
            endedReason: "customer-ended-call",
            endedSource: "reconciled",
            summary: expect.any(String),
            durationMs: expect.any(Number),
          },
        ]);
      }, WAIT);
      const messages = await (await stack.api(`/v1/calls/${id}/messages`, tenant)).text();
      expect(messages).toContain("Lundi à neuf heures");
    }
    expect(await countOf("select count(*)::int as n from calls", [])).toBe(2);

    // The lost messages arrive after all: nothing is stored, counted or billed a second time.
    const [tenant] = tenants;
    const id = String(rung[0]?.["id"]);
    const before = (await listOf(tenant as Tenant))[0];
    const told = "select count(*)::int as n from events where resource_id = $1";
    const counted = "select sum(calls)::int as n from call_stats where org_id = $1";
    const [events, calls] = [await countOf(told, [id]), await countOf(counted, [tenant?.organizationId])];
    expect([events, calls]).toEqual([expect.any(Number), 1]);
    const lost = (await stack.vapi.deliveries({ callId: id })).map(({ message }) => message as Message);
    const [reports, earlier] = [lost.filter(isReport), lost.filter((message) => !isReport(message))];
    expect(reports).not.toEqual([]);
    // Vapi's own report replaces ours: when its summary is in the row, all that came before it is copied too.
    const summary = "Demande un rendez-vous.";
    const last = reports.map((report) => ({ ...report, analysis: { ...(report["analysis"] as Message), summary } }));
    for (const message of [...earlier, ...last]) expect(await send(stack, tenant as Tenant, message)).toBe("{}");
    await vi.waitFor(async () => {
      const row = (await listOf(tenant as Tenant))[0];
      expect(row).toMatchObject({ id, summary, durationMs: before?.["durationMs"], cost: before?.["cost"] });
    }, WAIT);
    expect(await countOf(counted, [tenant?.organizationId])).toBe(1);
    // It had ended when it was found, so there is no event of its beginning.
    for (const type of ["call.ended", "call.report"])
      expect(await countOf(`${told} and type = $2`, [id, type])).toBe(1);
  });

  it("is stored also when its assistant is created again at Vapi, or deleted, by the organization's number", async () => {
    await stack.vapi.clearFaults();
    const [tenant] = tenants as [Tenant];
    const assistant = await createAssistant(stack, tenant);
    const line = await stack.vapi.api("/phone-number", {
      method: "POST",
      json: {
        provider: "vapi",
        assistantId: assistant.vapiAssistantId,
        server: { url: `https://api.example.org/v1/webhooks/receive?org=${tenant.organizationId}` },
      },
    });
    const { id: phoneNumberId } = (await line.json()) as { id: string };
    await stack.sql(
      "insert into phone_numbers (org_id, name, provider, number, vapi_phone_number_id) values ($1, 'Ligne', 'twilio', '+33187650002', $2)",
      [tenant.organizationId, phoneNumberId],
    );
    await stack.vapi.fault({ webhooksDown: true });
    await stack.vapi.fault({ method: "GET", path: "/call", status: 500 });
    const id = String((await stack.vapi.ring({ phoneNumberId, from: "+33698765434", script: SCRIPT }))["id"]);
    await stack.vapi.knob("GET", `/calls/${id}?until=ended`);
    await stack.vapi.api(`/assistant/${assistant.vapiAssistantId}`, { method: "DELETE" });
    await stack.sql("update assistants set vapi_assistant_id = $2 where id = $1", [
      assistant.id,
      "01990000-0000-7000-8000-0000000000ee",
    ]);
    await stack.vapi.clearFaults();
    await vi.waitFor(
      async () =>
        expect(await listOf(tenant)).toContainEqual(
          expect.objectContaining({ id, vapiCallId: id, status: "ended", durationMs: expect.any(Number) }),
        ),
      WAIT,
    );
  });

  it("costs one request to Vapi a round while there is nothing new, however many organizations there are", async () => {
    await stack.vapi.clearFaults();
    await Promise.all([1, 2, 3].map(() => stack.newOrganization()));
    // The earlier calls have ended.
    await vi.waitFor(async () => {
      await stack.vapi.knob("DELETE", "/requests");
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const asked = (await stack.vapi.requests()).map(({ method, path }) => `${method} ${path}`);
      expect(new Set(asked)).toEqual(new Set(["GET /call"]));
      expect(asked.length).toBeLessThanOrEqual(5);
    }, WAIT);
  });

  it("is found even if nobody has ever used the Worker: the cron is enough", async () => {
    expect(await stack.listObjects("allokoli-calls", "CallWatch")).toHaveLength(1);
    await stack.cron("allokoli-calls");
    expect(await stack.listObjects("allokoli-calls", "CallWatch")).toHaveLength(1);
  });
});

describe("an open call whose room is gone", () => {
  it("is updated from Vapi: its room is opened again from its row", async () => {
    const [tenant] = tenants;
    const rung = await stack.vapi.ring({
      assistantId: tenant?.assistant.vapiAssistantId,
      from: "+33698765433",
      script: [{ caller: "Allô ?", assistant: "Bonjour." }, { stay: true }],
    });
    const id = String(rung["id"]);
    await vi.waitFor(
      async () => expect((await listOf(tenant as Tenant))[0]).toMatchObject({ id, status: "in-progress" }),
      WAIT,
    );
    await stack.vapi.fault({ webhooksDown: true });
    await stack.stopWorkers();
    rewriteObjects(stack, "allokoli-calls-CallRoom", ({ values, rewrite }) => {
      if (JSON.stringify(values.get("room")).includes(id)) {
        values.clear();
        rewrite("events", "body", () => "gone");
      }
    });
    await stack.vapi.knob("POST", `/calls/${id}/hangup`);
    await stack.startWorkers();
    await stack.cron("allokoli-calls");
    await vi.waitFor(
      async () =>
        expect((await listOf(tenant as Tenant))[0]).toMatchObject({
          id,
          status: "ended",
          endedReason: "customer-ended-call",
          summary: expect.any(String),
        }),
      WAIT,
    );
    const [kept] = await stack.sql<{ n: number; last: number }>(
      "select count(*)::int as n, max(seq)::int as last from call_events where call_id = $1",
      [id],
    );
    expect(kept?.n).toBe(kept?.last);
  });
});
