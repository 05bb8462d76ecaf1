import { EVENT_TYPES, type EventType } from "@allokoli/shared/events/event-types";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { EVENT_DATA } from "../../services/deliveries/src/event-types/schemas.ts";
import { startHouse, type House, type Organization } from "../house.ts";
import { startReceiver, type Receiver } from "../receiver.ts";
import { makeThings, type Things } from "../things.ts";

// Every event that the house can write, written by it, and held to what /v1/event-types says of its data.
const WAIT = { timeout: 40_000, interval: 100 };

let house: House;
let receiver: Receiver;
let owner: Organization;
let things: Things;

beforeAll(async () => {
  const soon = { MIRROR_SWEEP_DELAY_MS: "300" };
  house = await startHouse({ vars: { "allokoli-assistants": soon, "allokoli-telephony": soon } });
  receiver = await startReceiver();
  house.allowEgress(receiver.url);
  owner = await house.newOrganization();
  things = await makeThings(house, owner);
});
afterAll(async () => {
  await house.close();
  await receiver.close();
});

async function ask(method: string, path: string, json?: unknown) {
  const answer = await house.api(path, { ...owner, method, ...(json !== undefined && { json }) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
}
const of = (resource: string) => `/v1/${resource}/${things.get(resource)}`;
const written = () =>
  house.sql<{ type: EventType; data: unknown }>("select type, data from events where org_id = $1", [
    owner.organizationId,
  ]);
const untilWritten = (...types: EventType[]) =>
  vi.waitFor(async () => {
    const seen = new Set((await written()).map(({ type }) => type));
    expect(types.filter((type) => !seen.has(type))).toEqual([]);
  }, WAIT);

describe("the events of a whole day", () => {
  it("are each of a type that is listed, with exactly the data that is described, and of every type there is", async () => {
    await ask("POST", "/v1/calls", { assistantId: things.get("assistants"), customer: { number: "+33612340004" } });
    const callee = { assistantId: things.get("assistants"), customer: { number: "+33612345678" } };
    await untilWritten("call.failed");

    const { apiKey } = house.numbers.accounts.telnyx;
    const telnyx = await ask("POST", "/v1/telephony-credentials", { provider: "telnyx", name: "Telnyx", apiKey });
    await untilWritten("telephony-credential.created");
    await ask("PATCH", `/v1/telephony-credentials/${String(telnyx.body["id"])}`, { apiKey });

    const form = new FormData();
    form.append("file", new File(["%PDF-1.7 nothing follows"], "scan.pdf"));
    expect((await house.api("/v1/files", { ...owner, method: "POST", body: form })).status).toBe(201);

    const tool = { name: "prendre_rdv", description: "Prend un rendez-vous." };
    const settings = { kind: "takeMessage" };
    const made = await ask("POST", "/v1/functions", { ...tool, settings });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const script = [
      { caller: "Bonjour, dites au docteur de me rappeler." },
      { toolCall: { name: "prendre_rdv", arguments: { message: "Rappeler Mme Fontaine" }, say: "C’est noté." } },
      { hangUp: true },
    ];
    const assistant = await ask("POST", "/v1/assistants", { name: "Avec outil", functionIds: [made.body["id"]] });
    expect(assistant.status, JSON.stringify(assistant.body)).toBe(201);
    await house.vapi.ring({ assistantId: assistant.body["vapiAssistantId"], script });

    await ask("PATCH", of("assistants"), { firstMessage: "Bonsoir." });
    await ask("PATCH", of("functions"), { description: "Met fin à l’appel." });
    await ask("PATCH", of("squads"), { name: "Équipe du soir" });
    await ask("PATCH", of("workflows"), { name: "Accueil du soir" });
    await ask("PATCH", of("phone-numbers"), { name: "Standard" });
    await untilWritten("test-run.ended", "file.failed", "tool.called", "call.report", "phone-number.updated");

    const webhook = await ask("POST", "/v1/webhooks", { url: `${receiver.url}/gone`, eventTypes: ["limit.reached"] });
    expect(webhook.status).toBe(201);
    receiver.answer("/gone", () => ({ status: 410 }));
    await house.sql(
      "insert into calls (org_id, direction, status) select $1, 'inbound', 'in-progress' from generate_series(1, 10)",
      [owner.organizationId],
    );
    expect(await ask("POST", "/v1/calls", callee)).toMatchObject({ status: 403, body: { code: "limit_reached" } });

    await untilWritten("webhook.disabled");
    for (const resource of ["phone-numbers", "squads", "workflows", "assistants", "functions"]) {
      expect(await ask("DELETE", of(resource)), resource).toMatchObject({ status: 204 });
    }
    await untilWritten(...EVENT_TYPES);
    for (const { type, data } of await written()) {
      const { error } = EVENT_DATA[type].safeParse(data);
      expect(error?.issues ?? [], `${type} ${JSON.stringify(data)}`).toEqual([]);
    }
    const { body } = await ask("GET", "/v1/event-types");
    expect((body["items"] as { type: string }[]).map(({ type }) => type)).toEqual(EVENT_TYPES);
  });
});
