import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { openTelephony } from "./telephony-api.ts";

// A thing that Vapi makes long after our time-out exists once; one that it lost is made again; a surplus one is removed.
const DELAY_MS = 400;
/** The assumption of docs/mirror.md: 15 s and 90 s in production. */
const LONGEST_MS = 7 * DELAY_MS;
/** It counts from when Vapi has the request: on a busy machine that is long after it was sent. */
const LATE_MS = LONGEST_MS / 2;
/** Long enough for a second one, if it were requested. */
const SECOND_MS = LONGEST_MS + DELAY_MS;
const PATIENCE = { timeout: 30_000, interval: 100 };
const ASSISTANTS = 24;

type Json = Record<string, unknown>;

let stack: Stack;
let owner: Organization;
let telephony: ReturnType<typeof openTelephony>;

beforeAll(async () => {
  const vars = {
    MIRROR_SWEEP_DELAY_MS: String(DELAY_MS),
    MIRROR_WATCH_EVERY_MS: "300",
    MIRROR_STOCKTAKE_EVERY_MS: "1200",
  };
  stack = await startStack({ vars: { "allokoli-assistants": vars, "allokoli-telephony": vars } });
  owner = await stack.newOrganization();
  await stack.sql("update organizations set plan = 'business' where id = $1", [owner.organizationId]);
  telephony = openTelephony(stack, owner);
});
afterEach(() => stack.vapi.clearFaults());
afterAll(() => stack.close());

async function make(path: string, json: Json): Promise<Json & { id: string }> {
  const { status, text, body } = await telephony.call("POST", path, { json });
  expect(status, text).toBe(201);
  return body;
}
const find = async (path: string): Promise<Json> => (await telephony.call("GET", path)).body;
const list = async (path: string) => (await (await stack.vapi.api(`${path}?limit=1000`)).json()) as Json[];
const idsAt = async (path: string) => (await list(path)).map(({ id }) => id);
const synced = (path: string) =>
  vi.waitFor(async () => {
    const found = await find(path);
    expect(found).toMatchObject({ sync: { state: "synced" } });
    return found;
  }, PATIENCE);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a creation that Vapi carries out late", () => {
  it.each(["vapi", "twilio"] as const)("is one number of %s", async (provider) => {
    const before = (await idsAt("/phone-number")).length;
    await stack.vapi.fault({ method: "POST", path: "/phone-number", times: 1, lateMs: LATE_MS });
    const ordered =
      provider === "vapi"
        ? await make("/v1/phone-numbers/provision", { provider, areaCode: "701", name: "Accueil" })
        : (await telephony.order(provider)).answer.body;
    expect(ordered).toMatchObject({ status: "ordering" });
    await telephony.active(ordered.id);
    await pause(SECOND_MS);
    expect(await idsAt("/phone-number")).toHaveLength(before + 1);
  });

  it("is one assistant for each, in an outage in which people go on changing and deleting them", async () => {
    await stack.vapi.fault({ method: "POST", path: "/assistant", times: ASSISTANTS, lateMs: LATE_MS });
    const made = await Promise.all(
      Array.from({ length: ASSISTANTS }, (_, number) => make("/v1/assistants", { name: `Poste ${number}` })),
    );
    expect(made.every(({ sync }) => (sync as Json)["state"] === "pending")).toBe(true);
    const [gone, renamed, ...others] = made;
    await telephony.call("DELETE", `/v1/assistants/${gone?.id}`);
    await telephony.call("PATCH", `/v1/assistants/${renamed?.id}`, { json: { name: "Autrement" } });
    for (const { id } of [...others, { id: renamed?.id }]) await synced(`/v1/assistants/${id}`);
    await pause(SECOND_MS);
    const asked = await stack.vapi.requests({ method: "POST", path: "/assistant" });
    // The deleted one may never have been sent.
    expect(asked.length).toBeLessThanOrEqual(ASSISTANTS);
    const names = (await list("/assistant")).flatMap(({ name }) => (typeof name === "string" ? [name] : []));
    const wanted = ["Autrement", ...others.map(({ name }) => String(name))];
    const inOrder = (left: string, right: string) => left.localeCompare(right);
    expect(names.toSorted(inOrder)).toEqual(wanted.toSorted(inOrder));
    expect(await stack.sql("select 1 from assistants where id = $1", [gone?.id])).toEqual([]);
  });
});

describe("a thing that Vapi lost", () => {
  it("is created again before anybody needs it, and resources that name it name the new one", async () => {
    const assistant = await make("/v1/assistants", { name: "Perdue" });
    const squad = await make("/v1/squads", { name: "Équipe", members: [{ assistantId: assistant.id }] });
    const number = await make("/v1/phone-numbers/provision", {
      provider: "vapi",
      areaCode: "701",
      name: "Ligne",
      assistantId: assistant.id,
    });
    const { vapiAssistantId: lost, updatedAt } = await synced(`/v1/assistants/${assistant.id}`);
    const { vapiSquadId } = await synced(`/v1/squads/${squad.id}`);
    await stack.vapi.api(`/assistant/${String(lost)}`, { method: "DELETE" });
    const found = await vi.waitFor(async () => {
      const there = await find(`/v1/assistants/${assistant.id}`);
      expect(there).toMatchObject({ sync: { state: "synced" } });
      expect(there["vapiAssistantId"]).not.toBe(lost);
      return there;
    }, PATIENCE);
    expect(found["updatedAt"]).toBe(updatedAt);
    await vi.waitFor(async () => {
      const { members } = (await list("/squad")).find(({ id }) => id === vapiSquadId) as { members: Json[] };
      expect(members[0]?.["assistantId"]).toBe(found["vapiAssistantId"]);
      const there = (await list("/phone-number")).find(({ id }) => id === number["vapiPhoneNumberId"]);
      expect(there?.["assistantId"]).toBe(found["vapiAssistantId"]);
    }, PATIENCE);
  });

  it("is reported for a number of Vapi's own, which cannot be bought again", async () => {
    const number = await make("/v1/phone-numbers/provision", { provider: "vapi", areaCode: "701", name: "Perdu" });
    await stack.vapi.api(`/phone-number/${String(number["vapiPhoneNumberId"])}`, { method: "DELETE" });
    const before = await idsAt("/phone-number");
    await vi.waitFor(async () => {
      const { sync } = (await find(`/v1/phone-numbers/${number.id}`)) as { sync: Json };
      expect(sync).toMatchObject({ state: "failed", error: expect.stringContaining("gone at the voice provider") });
    }, PATIENCE);
    expect(await idsAt("/phone-number")).toEqual(before);
  });
});

describe("a surplus thing at Vapi", () => {
  it("is removed when nothing points to it, and stays when it may ring or belong to another installation", async () => {
    const twice = async (path: string, id: unknown, change: Json = {}) => {
      const thing = (await list(path)).find((one) => one["id"] === id) ?? {};
      const { id: _id, orgId: _org, createdAt: _at, updatedAt: _then, status: _status, ...body } = thing;
      const { isServerUrlSecretSet: _secret, number: _number, ...json } = body;
      const answer = await stack.vapi.api(path, { method: "POST", json: { ...json, ...change } });
      const made = (await answer.json()) as Json;
      expect(answer.status, JSON.stringify(made)).toBe(201);
      return made["id"];
    };
    const assistant = await synced(`/v1/assistants/${(await make("/v1/assistants", { name: "Deux fois" })).id}`);
    const { id: functionId } = await make("/v1/functions", {
      name: "message",
      description: "Prend un message.",
      settings: { kind: "takeMessage" },
    });
    const { vapiToolId } = await synced(`/v1/functions/${functionId}`);
    const { id: squadId } = await make("/v1/squads", { name: "Duo", members: [{ assistantId: assistant["id"] }] });
    const { vapiSquadId } = await synced(`/v1/squads/${squadId}`);
    const number = await make("/v1/phone-numbers/provision", { provider: "vapi", areaCode: "701", name: "Ligne" });

    const surplus = [await twice("/assistant", assistant["vapiAssistantId"]), await twice("/tool", vapiToolId)];
    const others = [
      // A squad has no address: it may belong to another installation with a copy of this database.
      await twice("/squad", vapiSquadId),
      await twice("/assistant", assistant["vapiAssistantId"], { metadata: {} }),
      await twice("/assistant", assistant["vapiAssistantId"], { server: { url: "https://preprod.example/receive" } }),
      await twice("/assistant", assistant["vapiAssistantId"], {
        metadata: { allokoliId: crypto.randomUUID(), allokoliOrgId: owner.organizationId },
      }),
    ];
    const rings = await twice("/phone-number", number["vapiPhoneNumberId"]);
    const everything = async () =>
      (await Promise.all(["/assistant", "/tool", "/squad", "/phone-number"].map(idsAt))).flat();
    // Only things that have existed for a while are checked.
    expect(await everything()).toEqual(expect.arrayContaining([...surplus, ...others, rings]));
    await vi.waitFor(
      async () => {
        const left = await everything();
        expect(surplus.filter((id) => left.includes(id))).toEqual([]);
      },
      { timeout: 60_000, interval: 500 },
    );
    await vi.waitFor(() => {
      const told = stack.logs().filter(({ message }) => message.includes("for a person to judge"));
      expect(told.some(({ message }) => message.includes(String(rings)))).toBe(true);
    }, PATIENCE);
    expect(await everything()).toEqual(
      expect.arrayContaining([
        ...others,
        rings,
        assistant["vapiAssistantId"],
        vapiToolId,
        vapiSquadId,
        number["vapiPhoneNumberId"],
      ]),
    );
  });
});
