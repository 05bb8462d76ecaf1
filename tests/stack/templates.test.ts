import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";

const PATIENCE = { timeout: 20_000, interval: 100 };
const WEEK = {
  timeZone: "Europe/Paris",
  weekly: [{ days: ["monday", "tuesday", "wednesday", "thursday", "friday"], from: "09:00", to: "18:00" }],
};
const DOCTOR = { name: "Cabinet des Tilleuls", doctorName: "Docteur Claire Petit" };

type Json = Record<string, unknown>;
type Template = { key: string; language: string; title: string; questions: { key: string; example: unknown }[] };

let stack: Stack;
let owner: Organization;

beforeAll(async () => {
  stack = await startStack({ vars: { "allokoli-assistants": { MIRROR_SWEEP_DELAY_MS: "3000" } } });
  owner = await stack.newOrganization();
});
afterAll(() => stack.close());

async function ask(method: string, path: string, json?: Json, as = owner) {
  const answer = await stack.api(path, { ...as, method, ...(json !== undefined && { json }) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? {} : JSON.parse(text) };
}
const make = (json: Json) => ask("POST", "/v1/assistants", json);
const atVapi = async (id: string) => (await (await stack.vapi.api(`/assistant/${id}`)).json()) as Json;
const errorPaths = ({ status, body }: { status: number; body: Json }) => {
  expect(status, JSON.stringify(body)).toBe(422);
  return (body["errors"] as { path: string }[]).map(({ path }) => path);
};

/** The assistants' words in the only call that a filter finds, once it has ended. */
async function saidIn(filter: string): Promise<string[]> {
  const call = await vi.waitFor(async () => {
    const { body } = await ask("GET", `/v1/calls?${filter}`);
    expect(body.items).toMatchObject([{ status: "ended", summary: expect.any(String) }]);
    return body.items[0];
  }, PATIENCE);
  const { body } = await ask("GET", `/v1/calls/${call.id}/messages`);
  return body.items
    .filter(({ role }: { role: string }) => role === "assistant")
    .map(({ text }: { text: string }) => text);
}

describe("the templates", () => {
  it.each(["fr", "en"])("are ten trades, each in the requested language: %s", async (language) => {
    const { status, body } = await ask("GET", `/v1/templates?language=${language}`);
    expect(status).toBe(200);
    expect(body.items).toHaveLength(10);
    for (const template of body.items as Template[]) {
      expect(template.language).toBe(language);
      expect(await ask("GET", `/v1/templates/${template.key}?language=${language}`)).toEqual({
        status: 200,
        body: template,
      });
    }
  });

  it("are French by default, and an unknown one is 404", async () => {
    expect((await ask("GET", "/v1/templates/hotel")).body).toMatchObject({ key: "hotel", title: "Hôtel" });
    expect((await ask("GET", "/v1/templates/hotel?language=en")).body.title).toBe("Hotel");
    expect((await ask("GET", "/v1/templates/astronaut")).status).toBe(404);
    expect((await ask("GET", "/v1/templates/toString")).status).toBe(404);
    expect(errorPaths(await ask("GET", "/v1/templates?language=de"))).toEqual(["language"]);
  });

  it.each(["fr", "en"])(
    "give an assistant that Vapi takes, from the examples of their questions: %s",
    async (language) => {
      const guest = await stack.newOrganization();
      const { body } = await ask("GET", `/v1/templates?language=${language}`, undefined, guest);
      for (const { key, questions } of body.items as Template[]) {
        const answers = Object.fromEntries(questions.map((question) => [question.key, question.example]));
        const made = await ask("POST", "/v1/assistants", { template: key, language, answers }, guest);
        expect(made, key).toMatchObject({ status: 201, body: { language, sync: { state: "synced" } } });
        await ask("DELETE", `/v1/assistants/${made.body.id}`, undefined, guest);
      }
    },
  );
});

describe("an assistant from a template", () => {
  it("is complete: prompt, greeting, tools and analysis, with the notice first, here and at Vapi", async () => {
    const answers = { ...DOCTOR, hours: WEEK, transferNumber: "+33478000000", newPatients: "no" };
    const { status, body } = await make({ template: "doctor", answers });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({
      name: "Cabinet des Tilleuls",
      language: "fr",
      aiNotice: expect.stringContaining("intelligence artificielle"),
      firstMessage: expect.stringContaining("Docteur Claire Petit"),
      systemPrompt: expect.stringContaining("n’accepte pas de nouveaux patients"),
    });
    expect(body).not.toHaveProperty("answers");
    const there = await atVapi(body.vapiAssistantId);
    expect(there).toMatchObject({
      firstMessage: `${body.aiNotice} ${body.firstMessage}`,
      firstMessageMode: "assistant-speaks-first",
      voice: { provider: "azure", voiceId: "fr-FR-DeniseNeural" },
      model: { messages: [{ role: "system", content: body.systemPrompt }] },
      analysisPlan: { structuredDataPlan: { schema: { properties: { birthDate: { type: "string" } } } } },
    });
    const { tools } = there["model"] as { tools: { type: string; function?: { name: string } }[] };
    expect(tools.map((tool) => tool.function?.name ?? tool.type).toSorted()).toEqual([
      "endCall",
      "opening_hours",
      "take_message",
      "transferCall",
    ]);
  });

  it("takes settings that are sent with the answers instead of the template's own", async () => {
    const { body } = await make({
      template: "shop",
      language: "en",
      answers: { name: "Lumen House" },
      name: "Support",
      temperature: 0,
      tools: [{ type: "endCall" }],
    });
    expect(body).toMatchObject({ name: "Support", temperature: 0, tools: [{ type: "endCall" }], language: "en" });
    expect(body.firstMessage).toContain("Lumen House");
  });

  it("names each wrong answer, and creates nothing", async () => {
    const guest = await stack.newOrganization();
    const wrong = (json: Json) => ask("POST", "/v1/assistants", json, guest).then(errorPaths);
    expect(await wrong({ template: "doctor", answers: { name: "Cabinet", colour: "x", hours: "9 h" } })).toEqual([
      "answers.colour",
      "answers.hours",
      "answers.doctorName",
    ]);
    expect(await wrong({ template: "doctor" })).toEqual(["answers.name", "answers.doctorName"]);
    expect(await wrong({ template: "doctor", answers: DOCTOR, language: "it" })).toEqual(["language"]);
    expect(await wrong({ template: "doctor", answers: DOCTOR, aiNotice: null })).toEqual(["aiNotice"]);
    expect(await wrong({ template: "astronaut" })).toEqual(["template"]);
    expect(await wrong({ name: "Accueil", answers: DOCTOR })).toEqual(["answers"]);
    expect(await wrong({})).toEqual(["name"]);
    expect((await ask("GET", "/v1/assistants", undefined, guest)).body.items).toEqual([]);
  });

  it("keeps its notice: other words have to say the same, and it cannot be removed", async () => {
    const { body: made } = await make({ template: "doctor", answers: DOCTOR });
    const change = (json: Json) => ask("PATCH", `/v1/assistants/${made.id}`, json);
    expect(errorPaths(await change({ aiNotice: null }))).toEqual(["aiNotice"]);
    expect(errorPaths(await change({ aiNotice: "" }))).toEqual(["aiNotice"]);
    expect(errorPaths(await change({ aiNotice: "Bonjour, ici Julie." }))).toEqual(["aiNotice"]);
    expect(errorPaths(await change({ firstMessageMode: "assistant-waits-for-user" }))).toEqual(["firstMessageMode"]);
    expect(await change({ aiNotice: "Ici l’assistant vocal du cabinet." })).toMatchObject({ status: 200 });
    expect((await atVapi(made.vapiAssistantId))["firstMessage"]).toBe(
      `Ici l’assistant vocal du cabinet. ${made.firstMessage}`,
    );
    const restored = await ask("POST", `/v1/assistants/${made.id}/versions/1/restore`);
    expect(restored.body.aiNotice).toBe(made.aiNotice);
  });

  it("says the notice first in a call", async () => {
    const { body: made } = await make({ template: "doctor", answers: DOCTOR });
    await stack.vapi.ring({ assistantId: made.vapiAssistantId, script: [{ caller: "Bonjour" }, { hangUp: true }] });
    const [first] = await saidIn(`assistantId=${made.id}`);
    expect(first).toBe(`${made.aiNotice} ${made.firstMessage}`);
  });
});

describe("in a squad", () => {
  it("the notice is said once, by the first member; a changed greeting is used", async () => {
    const [{ body: first }, { body: second }] = await Promise.all([
      make({ template: "doctor", answers: DOCTOR, name: "Accueil" }),
      make({ template: "shop", answers: { name: "La pharmacie" }, name: "Pharmacie" }),
    ]);
    const { body: squad } = await ask("POST", "/v1/squads", {
      name: "Équipe",
      members: [
        { assistantId: first.id, handoffs: [{ to: second.id, when: "Pour la pharmacie" }] },
        { assistantId: second.id, handoffs: [{ to: first.id, when: "Pour le cabinet" }] },
      ],
    });
    expect(squad.sync).toEqual({ state: "synced", error: null });
    await ask("PATCH", `/v1/assistants/${second.id}`, { firstMessage: "La pharmacie, je vous écoute." });
    await vi.waitFor(async () => {
      const there = await (await stack.vapi.api(`/squad/${squad.vapiSquadId}`)).text();
      expect(there).toContain("La pharmacie, je vous écoute.");
    }, PATIENCE);
    const { body: number } = await ask("POST", "/v1/phone-numbers/provision", {
      provider: "vapi",
      name: "Ligne",
      areaCode: "701",
      squadId: squad.id,
    });
    const script = [{ caller: "Un médicament" }, { handoff: "Pharmacie" }, { handoff: "Accueil" }, { hangUp: true }];
    await stack.vapi.ring({ phoneNumberId: number.vapiPhoneNumberId, script });
    const said = await saidIn(`squadId=${squad.id}`);
    expect(said[0]).toBe(`${first.aiNotice} ${first.firstMessage}`);
    expect(said.slice(1)).toEqual(expect.arrayContaining(["La pharmacie, je vous écoute.", first.firstMessage]));
    expect(said.filter((text) => text.includes(first.aiNotice))).toHaveLength(1);
  });
});
