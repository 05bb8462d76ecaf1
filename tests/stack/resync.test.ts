import { organizationSecret } from "@allokoli/shared/crypto/hmac";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { SHORTEST } from "../fixtures.ts";

// Resources that an earlier release sent to Vapi, or that have another secret, are sent again by themselves: without a
// request, and without an event.
type Json = Record<string, unknown>;
const FAST = { MIRROR_WATCH_EVERY_MS: "400", MIRROR_SWEEP_DELAY_MS: "600" };
const PATIENCE = { timeout: 40_000, interval: 100 };
const TENANTS = "https://outils.cabinet.example/rdv";
const KEY = "cle-du-cabinet-0f3c9a7b";
const TABLES = ["assistants", "functions", "squads", "workflows", "phone_numbers"];

/** Read again at each start of the Workers. */
const vars: Record<string, Record<string, string>> = { "allokoli-assistants": FAST, "allokoli-telephony": FAST };

let stack: Stack;
let owner: Organization;

beforeAll(async () => {
  stack = await startStack({ vars });
});
afterEach(() => stack.startWorkers());
afterAll(() => stack.close());

async function make(path: string, json: Json): Promise<Json> {
  const answer = await stack.api(path, { ...owner, method: "POST", json });
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Json;
}
const atVapi = async (path: string) => (await (await stack.vapi.api(path)).json()) as Json;
const change = async (path: string, json: Json) => {
  const answer = await stack.vapi.api(path, { method: "PATCH", json });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
};
/** All objects at Vapi, as one text. */
const everything = async () => {
  const lists = ["/assistant", "/tool", "/squad", "/phone-number"];
  return (await Promise.all(lists.map(async (path) => (await stack.vapi.api(`${path}?limit=1000`)).text()))).join();
};
const rowsOf = async () => {
  const rows = await Promise.all(
    TABLES.map((table) =>
      stack.sql<Json>(`select * from ${table} where org_id = $1 and deleted_at is null order by id`, [
        owner.organizationId,
      ]),
    ),
  );
  return rows.flat().map((row): Json => ({ ...row, sync_form: undefined }));
};
const historyOf = async () =>
  Promise.all(
    ["events", "audit_log", "assistant_versions"].map(async (table) => {
      const [row] = await stack.sql<{ count: number }>(`select count(*)::int from ${table} where org_id = $1`, [
        owner.organizationId,
      ]);
      return row?.count;
    }),
  );
const untilTold = (isTold: (text: string) => boolean) =>
  vi.waitFor(async () => {
    const waiting = await Promise.all(
      TABLES.map((table) => stack.sql(`select id from ${table} where sync_form is null or sync_state <> 'synced'`)),
    );
    expect(waiting.map((rows) => rows.length)).toEqual(TABLES.map(() => 0));
    expect(isTold(await everything())).toBe(true);
  }, PATIENCE);

/** One of each mirrored resource, created by this release. */
async function makeAll() {
  owner = await stack.newOrganization();
  const parameters = { type: "object", properties: { jour: { type: "string" } } };
  const rdv = await make("/v1/functions", {
    name: "rdv",
    description: "Demande au serveur",
    settings: { kind: "function", parameters, server: { url: TENANTS, headers: [{ name: "X-Key", value: KEY }] } },
  });
  const inline = { type: "function", name: "comptoir", description: "x", parameters, reply: { serverUrl: TENANTS } };
  const assistant = await make("/v1/assistants", { name: "Accueil", functionIds: [rdv["id"]], tools: [inline] });
  // A number without a callee is answered by the assistant that was changed last: sending it again is no change.
  const latest = await make("/v1/assistants", { name: "Dernier" });
  const squad = await make("/v1/squads", { name: "Équipe", members: [{ assistantId: assistant["id"] }] });
  const request = { id: "agenda", kind: "apiRequest", name: "Agenda", method: "POST", url: TENANTS };
  const [start, talk, end] = SHORTEST.nodes;
  const workflow = await make("/v1/workflows", {
    name: "Agenda",
    nodes: [start, talk, request, end],
    edges: [
      { id: "e1", from: "start", to: "talk" },
      { id: "e2", from: "talk", to: "agenda" },
      { id: "e3", from: "agenda", to: "end" },
    ],
  });
  const number = await make("/v1/phone-numbers/provision", { provider: "vapi", name: "Accueil", areaCode: "701" });
  await vi.waitFor(async () => {
    const rows = await rowsOf();
    expect(rows.map((row) => row["sync_state"])).toEqual(rows.map(() => "synced"));
    expect(rows).toHaveLength(6);
  }, PATIENCE);
  return { rdv, assistant, latest, squad, workflow, number };
}

describe("resources that the previous release sent to Vapi", () => {
  it("are sent again without a request: no address or header of a tenant is left, and there is no event", async () => {
    const { rdv, assistant, workflow } = await makeAll();
    await stack.stopWorkers();
    // As the previous release left them: with the tenant's own server at Vapi, and without a stored form.
    const server = { url: TENANTS, headers: { "X-Key": KEY }, timeoutSeconds: 20 };
    await change(`/tool/${String(rdv["vapiToolId"])}`, { server });
    const model = (await atVapi(`/assistant/${String(assistant["vapiAssistantId"])}`))["model"] as { tools: Json[] };
    const tools = model.tools.map((tool) => ({ ...tool, server: { url: TENANTS } }));
    await change(`/assistant/${String(assistant["vapiAssistantId"])}`, { model: { ...model, tools } });
    const squad = await atVapi(`/squad/${String(workflow["vapiSquadId"])}`);
    const members = JSON.parse(JSON.stringify(squad["members"])) as { assistant: { model: { tools: Json[] } } }[];
    for (const member of members) {
      member.assistant.model.tools = member.assistant.model.tools.map((tool) =>
        (tool["function"] as Json | undefined)?.["name"] === "agenda"
          ? { type: "apiRequest", name: "agenda", method: "POST", url: TENANTS }
          : tool,
      );
    }
    await change(`/squad/${String(workflow["vapiSquadId"])}`, { members });
    for (const table of TABLES) await stack.sql(`update ${table} set sync_form = null`);
    await stack.sql("delete from tool_secrets");
    expect((await everything()).split(TENANTS)).toHaveLength(4);
    const [rows, history] = [await rowsOf(), await historyOf()];

    await stack.startWorkers();
    await untilTold((text) => !text.includes("outils.cabinet.example") && !text.includes(KEY));
    expect(await rowsOf()).toEqual(rows);
    expect(await historyOf()).toEqual(history);
    const asked = await stack.api(`/v1/functions/${String(rdv["id"])}/rotate-secret`, { ...owner, method: "POST" });
    expect(asked.status).toBe(200);
  });

  it("are found in an idle installation: the cron is enough, even if no object of ours was ever woken", async () => {
    const idle = await startStack({ vars: { "allokoli-assistants": FAST } });
    try {
      const { organizationId } = await idle.newOrganization();
      const tool = await idle.vapi.api("/tool", {
        method: "POST",
        json: {
          type: "function",
          function: { name: "rdv", description: "x", parameters: { type: "object", properties: {} } },
          server: { url: TENANTS, headers: { "X-Key": KEY } },
        },
      });
      const { id } = (await tool.json()) as { id: string };
      const parameters = { type: "object", properties: {} };
      const settings = { kind: "function", parameters, server: { url: TENANTS, headers: [], timeoutSeconds: 20 } };
      await idle.sql(
        "insert into functions (org_id, name, settings, vapi_id, sync_state) values ($1, 'rdv', $2, $3, 'synced')",
        [organizationId, { description: "x", settings }, id],
      );
      expect(await idle.listObjects("allokoli-assistants", "MirrorWatch")).toEqual([]);
      await idle.cron("allokoli-assistants");
      await vi.waitFor(async () => {
        const text = await (await idle.vapi.api(`/tool/${id}`)).text();
        expect(text).not.toMatch(/outils\.cabinet|cle-du-cabinet/);
        expect(text).toContain(`receive?org=${organizationId}`);
      }, PATIENCE);
    } finally {
      await idle.close();
    }
  });
});

describe("another time zone", () => {
  it("of the organization is sent in every prompt with the time of the call, and nothing else changes", async () => {
    const { assistant, latest, workflow } = await makeAll();
    const paths = [
      ...[assistant, latest].map((made) => `/assistant/${String(made["vapiAssistantId"])}`),
      `/squad/${String(workflow["vapiSquadId"])}`,
    ];
    const clocks = async () =>
      (await Promise.all(paths.map(async (path) => JSON.stringify(await atVapi(path))))).join();
    // Two assistants, and the two members of the workflow.
    expect((await clocks()).split("fuseau horaire Europe/Paris")).toHaveLength(5);
    const [rows, history] = [await rowsOf(), await historyOf()];
    const answer = await stack.api("/v1/organization", {
      ...owner,
      method: "PATCH",
      json: { timeZone: "Indian/Reunion" },
    });
    expect(answer.status).toBe(200);
    await untilTold(() => true);
    const told = await clocks();
    expect(told.split("fuseau horaire Indian/Reunion")).toHaveLength(5);
    expect(told).not.toContain("Europe/Paris");
    expect(await rowsOf()).toEqual(rows);
    const [events, , versions] = await historyOf();
    expect([events, versions]).toEqual([history[0], history[2]]);
  });
});

describe("another master secret", () => {
  it("is sent to Vapi everywhere; until then messages with the previous one are accepted", async () => {
    const { assistant, latest } = await makeAll();
    const history = await historyOf();
    const { server } = await atVapi(`/assistant/${String(assistant["vapiAssistantId"])}`);
    const { url, headers } = server as { url: string; headers: Record<string, string> };
    const receive = async () => {
      const message = { type: "assistant-request", call: { id: "vapi-call" } };
      const answer = await stack.api(url, { method: "POST", headers, json: { message } });
      return { status: answer.status, body: (await answer.json()) as Json };
    };
    const before = stack.secrets.vapiWebhookSecret;
    const [old, other] = await Promise.all(
      [before, "another-master-secret"].map((secret) => organizationSecret(secret, owner.organizationId)),
    );
    expect(await receive()).toEqual({ status: 200, body: { assistantId: latest["vapiAssistantId"] } });

    await stack.stopWorkers();
    stack.secrets.vapiWebhookSecret = "another-master-secret";
    vars["allokoli-webhooks"] = { VAPI_WEBHOOK_SECRET_PREVIOUS: before };
    await stack.startWorkers();
    expect((await receive()).status).toBe(200);
    await untilTold((text) => !text.includes(String(old)));
    const text = await everything();
    // Two assistants, a function and inline tools, the workflow and its request, the number.
    expect(text.split(String(other)).length - 1).toBeGreaterThanOrEqual(7);
    expect(await historyOf()).toEqual(history);
    expect(await receive()).toEqual({ status: 200, body: { assistantId: latest["vapiAssistantId"] } });

    await stack.stopWorkers();
    delete vars["allokoli-webhooks"];
    await stack.startWorkers();
    expect((await receive()).status).toBe(401);
  });
});
