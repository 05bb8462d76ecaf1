import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";

const DELAY_MS = 300;
const PATIENCE = { timeout: 20_000, interval: 100 };

type Json = Record<string, unknown>;
type Squad = {
  id: string;
  name: string;
  members: { assistantId: string; name: string; handoffs: { to: string; when: string }[] }[];
  vapiSquadId: string | null;
  sync: { state: string; error: string | null };
};

let stack: Stack;
let owner: Organization;

beforeAll(async () => {
  const vars = { MIRROR_SWEEP_DELAY_MS: String(DELAY_MS) };
  stack = await startStack({ vars: { "allokoli-assistants": vars, "allokoli-telephony": vars } });
  owner = await stack.newOrganization();
});
afterEach(() => stack.vapi.clearFaults());
afterAll(() => stack.close());

async function ask(method: string, path: string, json?: Json, headers: Record<string, string> = {}) {
  const answer = await stack.api(path, { ...owner, method, headers, ...(json !== undefined && { json }) });
  const text = await answer.text();
  return { status: answer.status, etag: answer.headers.get("etag"), body: text === "" ? {} : JSON.parse(text) };
}
const assistant = async (name: string): Promise<string> => (await ask("POST", "/v1/assistants", { name })).body.id;
const squad = async (...members: Json[]): Promise<Squad> => {
  const { status, body } = await ask("POST", "/v1/squads", { name: "Équipe", members });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};
const find = async (id: string): Promise<Squad> => (await ask("GET", `/v1/squads/${id}`)).body;
/** Usually at once, but on a busy machine the sweep may have to finish a creation. */
const synced = (id: string) =>
  vi.waitFor(async () => {
    const made = await find(id);
    expect(made.sync).toEqual({ state: "synced", error: null });
    return made;
  }, PATIENCE);
const atVapi = async (id: string | null) => (await (await stack.vapi.api(`/squad/${id}`)).json()) as Json;
const errorPaths = (body: Json) => (body["errors"] as { path: string }[]).map(({ path }) => path);

/** The members that spoke, in the events of a call. */
async function startedIn(callId: string): Promise<unknown[]> {
  const events = await stack.sql<{ data: { type: string; assistantName?: string } }>(
    "select data from call_events where call_id = $1 order by seq",
    [callId],
  );
  return events.filter(({ data }) => data.type === "assistant.started").map(({ data }) => data.assistantName);
}

describe("a squad's life", () => {
  it("is created, changed and deleted, here and at Vapi", async () => {
    const [first, second, third] = await Promise.all([assistant("Accueil"), assistant("Agenda"), assistant("Compta")]);
    const { id } = await squad(
      { assistantId: first, handoffs: [{ to: second, when: "Pour un rendez-vous" }] },
      { assistantId: second },
    );
    const made = await synced(id);
    expect(made.members.map(({ name }) => name)).toEqual(["Accueil", "Agenda"]);
    expect(await atVapi(made.vapiSquadId)).toMatchObject({ name: "Équipe", members: [{}, {}] });

    const added = await ask("POST", `/v1/squads/${made.id}/members`, {
      assistantId: third,
      handoffs: [{ to: first, when: "Pour tout le reste" }],
      position: 1,
    });
    expect(added).toMatchObject({
      status: 201,
      body: { members: [{ name: "Compta" }, { name: "Accueil" }, { name: "Agenda" }] },
    });
    const moved = await ask("PATCH", `/v1/squads/${made.id}/members/${second}`, { position: 1 });
    expect(moved.body.members.map(({ name }: { name: string }) => name)).toEqual(["Agenda", "Compta", "Accueil"]);
    const without = await ask("DELETE", `/v1/squads/${made.id}/members/${first}`);
    expect(without.body.members).toMatchObject([{ name: "Agenda" }, { name: "Compta", handoffs: [] }]);
    expect((await atVapi(made.vapiSquadId))["members"]).toHaveLength(2);
    expect((await ask("GET", `/v1/squads/${made.id}/members`)).body.items).toHaveLength(2);

    expect((await ask("DELETE", `/v1/squads/${made.id}/members/${third}`)).status).toBe(200);
    expect(await ask("DELETE", `/v1/squads/${made.id}/members/${second}`)).toMatchObject({ status: 409 });
    expect((await ask("DELETE", `/v1/squads/${made.id}`)).status).toBe(204);
    expect((await ask("GET", `/v1/squads/${made.id}`)).status).toBe(404);
    await vi.waitFor(
      async () => expect((await stack.vapi.api(`/squad/${made.vapiSquadId}`)).status).toBe(404),
      PATIENCE,
    );
  });

  it("follows an assistant that is renamed, and one that reaches Vapi only later", async () => {
    const first = await assistant("Premier");
    await stack.vapi.fault({ method: "POST", path: "/assistant", times: 99, status: 500 });
    const late = await assistant("Tardif");
    const made = await squad({ assistantId: first, handoffs: [{ to: late, when: "Toujours" }] }, { assistantId: late });
    const error = 'It waits for the assistant "Tardif", which the voice provider does not have yet.';
    expect((await find(made.id)).sync).toEqual({ state: "pending", error });
    await stack.vapi.clearFaults();
    await synced(made.id);
    await ask("PATCH", `/v1/assistants/${late}`, { name: "À l’heure" });
    await vi.waitFor(async () => {
      const { vapiSquadId } = await find(made.id);
      expect(JSON.stringify(await atVapi(vapiSquadId))).toContain('"assistantName":"À l’heure"');
    }, PATIENCE);
  });
});

describe("a member that somebody deleted at Vapi", () => {
  it("is created again with its next change, and the squad names the new one", async () => {
    const [first, second] = await Promise.all([assistant("Perdue"), assistant("Restée")]);
    const made = await synced((await squad({ assistantId: first }, { assistantId: second })).id);
    const { vapiAssistantId: lost } = (await ask("GET", `/v1/assistants/${first}`)).body;
    const membersAtVapi = async () => {
      const { members } = (await atVapi(made.vapiSquadId)) as { members: { assistantId: string }[] };
      return members.map(({ assistantId }) => assistantId);
    };
    expect((await membersAtVapi())[0]).toBe(lost);
    await stack.vapi.api(`/assistant/${lost}`, { method: "DELETE" });
    await ask("PATCH", `/v1/assistants/${first}`, { firstMessage: "Me revoilà." });
    const found = await vi.waitFor(async () => {
      const { body } = await ask("GET", `/v1/assistants/${first}`);
      expect([body.sync.state, body.vapiAssistantId === lost]).toEqual(["synced", false]);
      return body.vapiAssistantId;
    }, PATIENCE);
    await vi.waitFor(async () => {
      expect((await find(made.id)).sync.state).toBe("synced");
      expect((await membersAtVapi())[0]).toBe(found);
    }, PATIENCE);
  });
});

describe("at the same time", () => {
  it("an assistant is put into a squad or deleted, never both", async () => {
    const rounds = Array.from({ length: 12 }, async (_, round) => {
      const id = await assistant(`Course ${round}`);
      const [made, deleted] = await Promise.all([
        ask("POST", "/v1/squads", { name: `Course ${round}`, members: [{ assistantId: id }] }),
        ask("DELETE", `/v1/assistants/${id}`),
      ]);
      return [made.status, deleted.status].join(" ");
    });
    const outcomes = new Set(await Promise.all(rounds));
    expect([...outcomes].filter((outcome) => outcome !== "201 409" && outcome !== "422 204")).toEqual([]);
  });

  it("of two changes to the same revision one succeeds, and two members are both added", async () => {
    const [first, second, third] = await Promise.all([assistant("Un"), assistant("Deux"), assistant("Trois")]);
    const made = await squad({ assistantId: first });
    const path = `/v1/squads/${made.id}`;
    const added = await Promise.all(
      [second, third].map((assistantId) => ask("POST", `${path}/members`, { assistantId })),
    );
    expect(added.map(({ status }) => status)).toEqual([201, 201]);
    expect((await find(made.id)).members).toHaveLength(3);
    const { etag } = await ask("GET", path);
    const seen = { "if-match": etag ?? "" };
    const changes = await Promise.all([
      ask("PATCH", path, { name: "Nuit" }, seen),
      ask("PATCH", `${path}/members/${third}`, { position: 1 }, seen),
      ask("DELETE", `${path}/members/${second}`, undefined, seen),
    ]);
    expect(changes.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412]);
    await vi.waitFor(async () => {
      const { members, vapiSquadId, sync } = await find(made.id);
      expect(sync.state).toBe("synced");
      const known = (await atVapi(vapiSquadId))["members"] as { assistantOverrides: { name: string } }[];
      expect(known.map(({ assistantOverrides }) => assistantOverrides.name)).toEqual(members.map(({ name }) => name));
    }, PATIENCE);
  });
});

describe("a fault", () => {
  it("is named at its place: outsiders, repetitions, namesakes, handoffs to nobody", async () => {
    const outsider = await stack.newOrganization();
    const theirs = await stack.api("/v1/assistants", { ...outsider, method: "POST", json: { name: "Leur" } });
    const { id: theirId } = (await theirs.json()) as { id: string };
    const [one, namesake] = [await assistant("Nom"), await assistant("Nom")];
    const refused = async (...members: Json[]) => {
      const { status, body } = await ask("POST", "/v1/squads", { name: "Non", members });
      expect(status).toBe(422);
      return errorPaths(body);
    };
    expect(await refused({ assistantId: theirId })).toEqual(["members.0.assistantId"]);
    expect(await refused({ assistantId: one }, { assistantId: one })).toEqual(["members.1.assistantId"]);
    expect(await refused({ assistantId: one }, { assistantId: namesake })).toEqual(["members.1.assistantId"]);
    expect(await refused({ assistantId: one, handoffs: [{ to: theirId, when: "x" }] })).toEqual([
      "members.0.handoffs.0.to",
    ]);
    expect(await refused()).toEqual(["members"]);
  });

  it("names what uses it: an assistant in a squad, and a squad that answers a number, cannot be deleted", async () => {
    const member = await assistant("Tenue");
    const made = await squad({ assistantId: member });
    const kept = await ask("DELETE", `/v1/assistants/${member}`);
    expect(kept).toMatchObject({
      status: 409,
      body: { code: "conflict", detail: expect.stringContaining('"Équipe"') },
    });
    const number = await ask("POST", "/v1/phone-numbers/provision", {
      provider: "vapi",
      name: "Ligne",
      areaCode: "701",
      squadId: made.id,
    });
    expect(number.body).toMatchObject({ squadId: made.id, assistantId: null });
    const answering = await ask("DELETE", `/v1/squads/${made.id}`);
    expect(answering).toMatchObject({ status: 409, body: { detail: expect.stringContaining('"Ligne"') } });
    const both = await ask("PATCH", `/v1/phone-numbers/${number.body.id}`, { squadId: made.id, assistantId: member });
    expect([both.status, errorPaths(both.body)]).toEqual([422, ["squadId"]]);
    const changed = await ask("PATCH", `/v1/phone-numbers/${number.body.id}`, { assistantId: member });
    expect(changed.body).toMatchObject({ squadId: null, assistantId: member });
    expect((await ask("DELETE", `/v1/squads/${made.id}`)).status).toBe(204);
  });

  it("finds the squads that an assistant is in, and the numbers that it answers at some hours or always", async () => {
    const [inBoth, inOne, inNone] = await Promise.all([assistant("Deux"), assistant("Une"), assistant("Aucune")]);
    const [first, second] = [
      await squad({ assistantId: inBoth }, { assistantId: inOne }),
      await squad({ assistantId: inBoth }),
    ];
    const provision = async (name: string, more: Json): Promise<string> => {
      const { body } = await ask("POST", "/v1/phone-numbers/provision", {
        provider: "vapi",
        name,
        areaCode: "701",
        ...more,
      });
      return body.id;
    };
    const always = await provision("Toujours", { assistantId: inBoth });
    const atNight = await provision("La nuit", { squadId: first.id });
    const closed = { type: "assistant", assistantId: inBoth };
    const hours = { timeZone: "Europe/Paris", weekly: [], open: { type: "squad", squadId: first.id }, closed };
    expect((await ask("PATCH", `/v1/phone-numbers/${atNight}`, { hours })).status).toBe(200);
    const found = async (list: string, id: string) => {
      const { body } = await ask("GET", `/v1/${list}?assistantId=${id}`);
      return body.items.map((item: { id: string }) => item.id).toSorted();
    };
    expect(await found("squads", inBoth)).toEqual([first.id, second.id].toSorted());
    expect(await found("squads", inOne)).toEqual([first.id]);
    expect(await found("phone-numbers", inBoth)).toEqual([always, atNight].toSorted());
    expect(await found("phone-numbers", inOne)).toEqual([]);
    expect([await found("squads", inNone), await found("phone-numbers", inNone)]).toEqual([[], []]);
    expect((await ask("GET", "/v1/squads?assistantId=moi")).status).toBe(422);
  });

  it("is at one field when a call does not have exactly one assistant, squad or workflow", async () => {
    const member = await assistant("Seule");
    const made = await squad({ assistantId: member });
    const customer = { number: "+33611110101" };
    for (const callee of [{}, { assistantId: member, squadId: made.id }]) {
      const { status, body } = await ask("POST", "/v1/calls", { ...callee, customer });
      expect([status, errorPaths(body)]).toEqual([422, ["assistantId"]]);
    }
    const nobody = await ask("POST", "/v1/calls", { squadId: "0198c2a4-0000-7000-8000-00000000dead", customer });
    expect([nobody.status, errorPaths(nobody.body)]).toEqual([422, ["squadId"]]);
  });
});

describe("a call", () => {
  it("to a number that a squad answers is handed over by its members' rules, and is in the history", async () => {
    const [first, second] = [await assistant("Standard"), await assistant("Rendez-vous")];
    const made = await squad(
      { assistantId: first, handoffs: [{ to: second, when: "Pour un rendez-vous" }] },
      { assistantId: second },
    );
    const number = await ask("POST", "/v1/phone-numbers/provision", {
      provider: "vapi",
      name: "Accueil",
      areaCode: "701",
      squadId: made.id,
    });
    expect(number.body.sync.state).toBe("synced");
    const script = [
      { caller: "Un rendez-vous, s’il vous plaît" },
      { handoff: "Rendez-vous" },
      { handoff: "Standard" },
      { hangUp: true },
    ];
    await stack.vapi.ring({ phoneNumberId: number.body.vapiPhoneNumberId, script });
    const call = await vi.waitFor(async () => {
      const { body } = await ask("GET", `/v1/calls?squadId=${made.id}`);
      expect(body.items).toMatchObject([{ squadId: made.id, direction: "inbound", status: "ended" }]);
      return body.items[0];
    }, PATIENCE);
    // The second member has no handoff back, so the emulator makes none.
    await vi.waitFor(async () => expect(await startedIn(call.id)).toEqual(["Standard", "Rendez-vous"]), PATIENCE);
  });

  it("to a number with hours goes to a squad by day", async () => {
    const member = await assistant("De jour");
    const made = await squad({ assistantId: member });
    const hours = {
      timeZone: "Europe/Paris",
      weekly: [
        {
          days: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
          from: "00:00",
          to: "24:00",
        },
      ],
      open: { type: "squad", squadId: made.id },
      closed: { type: "message", text: "Nous sommes fermés." },
    };
    const number = await ask("POST", "/v1/phone-numbers/provision", {
      provider: "vapi",
      name: "Jour",
      areaCode: "701",
    });
    const changed = await ask("PATCH", `/v1/phone-numbers/${number.body.id}`, { hours });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    await stack.vapi.ring({ phoneNumberId: number.body.vapiPhoneNumberId, script: [{ hangUp: true }] });
    await vi.waitFor(async () => {
      const { body } = await ask("GET", `/v1/calls?squadId=${made.id}`);
      expect(body.items).toMatchObject([{ squadId: made.id, status: "ended" }]);
    }, PATIENCE);
    expect((await ask("DELETE", `/v1/squads/${made.id}`)).status).toBe(409);
  });

  it("that is placed with a squad rings once, and names the squad", async () => {
    const member = await assistant("Sortant");
    const made = await squad({ assistantId: member });
    const { status, body } = await ask("POST", "/v1/calls", { squadId: made.id, customer: { number: "+33611110102" } });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body.items).toMatchObject([{ squadId: made.id, workflowId: null, assistant: { id: null, name: "Équipe" } }]);
    await vi.waitFor(
      async () => expect((await ask("GET", `/v1/calls/${body.items[0].id}`)).body.status).toBe("ended"),
      PATIENCE,
    );
    const dialled = await stack.vapi.requests({ method: "POST", path: "/call" });
    expect(dialled.filter((request) => (request.body as Json)["squadId"] === made.vapiSquadId)).toHaveLength(1);
  });
});
