import { expect, test, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Organization, Stack } from "../stack.ts";

let stack: Stack;
let owner: Organization;
let outsider: Organization;
shared.beforeAll(async ({ sharedStack }) => {
  stack = sharedStack;
  [owner, outsider] = await Promise.all([stack.newOrganization(), stack.newOrganization()]);
});

type Question = { id: string; text: string; found: boolean; callId: string | null };
const WAIT = { timeout: 30_000, interval: 100 };

async function ask<Body>(
  method: string,
  path: string,
  json?: object,
  as = owner,
): Promise<{ status: number; body: Body }> {
  const answer = await stack.api(path, { ...as, method, ...(json && { json }) });
  const text = await answer.text();
  // The shape of an answer is its contract's; the examples of the API's description are checked elsewhere.
  return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Body };
}

test("what a caller asked and did not find is told with its call, by way of what was read, until somebody puts it away", async () => {
  const { body: base } = await ask<{ id: string }>("POST", "/v1/knowledge-bases", { name: "Cabinet" });
  const form = new FormData();
  form.append(
    "file",
    new File(["# Horaires\n\nOuvert le samedi matin.\n\n# Tarifs\n\nConsultation : 30 euros."], "a.md"),
  );
  const file = (await (await stack.api("/v1/files", { ...owner, method: "POST", body: form })).json()) as {
    id: string;
  };
  await ask("POST", `/v1/knowledge-bases/${base.id}/files`, { fileId: file.id });
  await vi.waitFor(
    async () => expect((await ask("GET", `/v1/files/${file.id}`)).body).toMatchObject({ state: "ready" }),
    WAIT,
  );

  const passages = `/v1/files/${file.id}/passages`;
  const first = await ask<{ items: object[]; nextCursor: string }>("GET", `${passages}?limit=1`);
  expect(first.body).toMatchObject({
    items: [{ position: 0, text: "Ouvert le samedi matin.", headings: ["Horaires"], page: null }],
  });
  const rest = await ask("GET", `${passages}?cursor=${first.body.nextCursor}`);
  expect(rest.body).toMatchObject({ items: [{ position: 1, headings: ["Tarifs"] }], nextCursor: null });
  expect((await ask("GET", `${passages}?cursor=x`)).status).toBe(422);
  expect((await ask("GET", passages, undefined, outsider)).status).toBe(404);

  const { body: assistant } = await ask<{ id: string; vapiAssistantId: string }>("POST", "/v1/assistants", {
    name: "Accueil",
    knowledgeBaseIds: [base.id],
  });
  const users = `/v1/knowledge-bases/${base.id}/users`;
  expect((await ask("GET", users)).body).toEqual({ items: [{ type: "assistant", id: assistant.id, name: "Accueil" }] });
  expect((await ask("GET", users, undefined, outsider)).status).toBe(404);

  const there = await stack.vapi.api(`/assistant/${assistant.vapiAssistantId}`);
  const { model } = (await there.json()) as { model: { tools: { function?: { name: string } }[] } };
  const name = model.tools.map((tool) => tool.function?.name).find((found) => found?.startsWith("search_"));
  await stack.vapi.ring({
    assistantId: assistant.vapiAssistantId,
    from: "+33612345678",
    script: [
      { caller: "Bonjour." },
      { toolCall: { name, arguments: { question: "Avez-vous une piscine ?" } } },
      { toolCall: { name, arguments: { question: "Êtes-vous ouverts le samedi ?" } } },
      { hangUp: true },
    ],
  });
  const questions = `/v1/knowledge-bases/${base.id}/questions`;
  const listed = await vi.waitFor(async () => {
    const { body } = await ask<{ items: Question[] }>("GET", questions);
    expect(body.items).toHaveLength(2);
    expect(body.items.every(({ callId }) => callId !== null)).toBe(true);
    return body.items;
  }, WAIT);
  expect(listed.map(({ text, found }) => [text, found])).toEqual(
    expect.arrayContaining([
      ["Avez-vous une piscine ?", false],
      ["Êtes-vous ouverts le samedi ?", true],
    ]),
  );
  const missing = await ask<{ items: Question[] }>("GET", `${questions}?found=false`);
  expect(missing.body.items.map(({ text }) => text)).toEqual(["Avez-vous une piscine ?"]);
  expect((await ask("GET", questions, undefined, outsider)).status).toBe(404);

  // What people try out themselves is not what callers asked.
  await ask("POST", `/v1/knowledge-bases/${base.id}/query`, { text: "Un sauna ?" });
  const one = `${questions}/${missing.body.items[0]?.id ?? ""}`;
  expect((await ask("DELETE", one, undefined, outsider)).status).toBe(404);
  expect((await ask("DELETE", one)).status).toBe(204);
  expect((await ask("DELETE", one)).status).toBe(404);
  expect((await ask("GET", `${questions}?found=false`)).body).toMatchObject({ items: [] });

  const { callId } = listed[0] ?? {};
  await vi.waitFor(async () => expect((await ask("DELETE", `/v1/calls/${callId}`)).status).toBe(204), WAIT);
  await vi.waitFor(async () => expect((await ask("GET", questions)).body).toMatchObject({ items: [] }), WAIT);
});
