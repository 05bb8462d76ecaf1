import { seededRandom, type Random } from "@allokoli/emulators/vapi/random";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { SHORTEST } from "../fixtures.ts";

// Every mirrored resource in a storm: creations, changes and deletions while Vapi fails in every possible way and the
// Workers die. Afterwards there is exactly one thing at Vapi for each row, and nothing else.
const DELAY_MS = 300;
const STEPS = 24;
const PATIENCE = { timeout: 60_000, interval: 100 };
const DAYS = [
  { dropAfterWork: true },
  { dropBefore: true },
  { status: 500 },
  { status: 429 },
  { html200: true },
  { latencyMs: 400 },
] as const;
// ALLOKOLI_STORMS is how many each goes through: one in every run, several before a release.
const STORMS = Array.from({ length: Number(process.env["ALLOKOLI_STORMS"] ?? 1) }, (_, index) => index + 1);

type Json = Record<string, unknown>;
type Mirrored = {
  path: string;
  createPath?: string;
  vapiPath: string;
  table: string;
  vapiId: string;
  /** The resources that its bodies name, created before the storm. */
  given?: () => Promise<Json>;
  body(name: string): Json;
  change(name: string): Json;
  nameAtVapi(made: Json): unknown;
};

/** `n7` → an address that ends in 7, and back. */
const gatewayOf = (name: string) => `203.0.113.${name.slice(1)}`;
const nameOf = (gateway: string) => `n${gateway.split(".")[3]}`;

const TAKE_MESSAGE = { name: "message", description: "Prend un message.", settings: { kind: "takeMessage" } };

const MIRRORED: Mirrored[] = [
  {
    path: "/v1/assistants",
    vapiPath: "/assistant",
    table: "assistants",
    vapiId: "vapi_assistant_id",
    body: (name) => ({ name }),
    change: (name) => ({ name }),
    nameAtVapi: ({ name }) => name,
  },
  {
    path: "/v1/phone-numbers",
    createPath: "/v1/phone-numbers/provision",
    vapiPath: "/phone-number",
    table: "phone_numbers",
    vapiId: "vapi_phone_number_id",
    body: (name) => ({ provider: "vapi", areaCode: "701", name }),
    change: (name) => ({ name }),
    nameAtVapi: ({ name }) => name,
  },
  {
    path: "/v1/functions",
    vapiPath: "/tool",
    table: "functions",
    vapiId: "vapi_id",
    body: (name) => ({ name, description: "Raccroche.", settings: { kind: "takeMessage" } }),
    change: (name) => ({ name }),
    nameAtVapi: (made) => (made["function"] as Json | undefined)?.["name"],
  },
  {
    path: "/v1/squads",
    vapiPath: "/squad",
    table: "squads",
    vapiId: "vapi_id",
    given: async () => ({
      members: [{ assistantId: (await ask("POST", "/v1/assistants", { name: "Accueil" })).body["id"] }],
    }),
    body: (name) => ({ name }),
    change: (name) => ({ name }),
    nameAtVapi: ({ name }) => name,
  },
  {
    path: "/v1/workflows",
    vapiPath: "/squad",
    table: "workflows",
    vapiId: "vapi_id",
    given: async () => {
      const { id } = (await ask("POST", "/v1/functions", TAKE_MESSAGE)).body;
      const work = { id: "work", kind: "function", name: "Message", functionId: id };
      const edges = [
        { id: "asked", from: "talk", to: "work", condition: "il laisse un message" },
        { id: "done", from: "work", to: "end" },
        ...SHORTEST.edges.map((edge) => ({ ...edge, condition: edge.id === "last" ? "il a tout dit" : "" })),
      ];
      return { nodes: [...SHORTEST.nodes, work], edges };
    },
    body: (name) => ({ name }),
    change: (name) => ({ name }),
    nameAtVapi: ({ name }) => name,
  },
  {
    path: "/v1/telephony-credentials",
    vapiPath: "/credential",
    table: "telephony_credentials",
    vapiId: "vapi_credential_id",
    body: (name) => ({ provider: "sip", name, gateway: gatewayOf(name) }),
    change: (name) => ({ name, gateway: gatewayOf(name) }),
    // Its name at Vapi is our id; a change of the name here changes its destination.
    nameAtVapi: (made) => nameOf((made["gateways"] as [{ ip: string }])[0].ip),
  },
];

let stack: Stack;
let owner: Organization;

beforeAll(async () => {
  const vars = { MIRROR_SWEEP_DELAY_MS: String(DELAY_MS) };
  stack = await startStack({ vars: { "allokoli-assistants": vars, "allokoli-telephony": vars } });
});
afterEach(() => stack.vapi.clearFaults());
afterAll(() => stack.close());

async function ask(method: string, path: string, json?: Json) {
  const answer = await stack
    .api(path, { ...owner, method, ...(json !== undefined && { json }) })
    .catch(() => undefined);
  const text = await answer?.text();
  const body = text === undefined || text === "" ? {} : (JSON.parse(text) as Json);
  return { status: answer?.status, body };
}

const rowsOf = ({ table, vapiId }: Mirrored) =>
  stack.sql<{ name: string; vapi_id: string | null; sync_state: string; deleted_at: Date | null }>(
    `select name, ${vapiId} as vapi_id, sync_state, deleted_at from ${table} where org_id = $1`,
    [owner.organizationId],
  );

/** The things of the kind at Vapi, without the number that exists from the start. */
async function atVapi({ vapiPath }: Mirrored): Promise<Json[]> {
  const all = (await (await stack.vapi.api(`${vapiPath}?limit=1000`)).json()) as Json[];
  return all.filter(({ id }) => id !== stack.vapi.phoneNumberId);
}

const converged = (mirrored: Mirrored) =>
  vi.waitFor(async () => {
    const [wanted, made] = [await rowsOf(mirrored), await atVapi(mirrored)];
    expect(wanted.filter((row) => row.sync_state !== "synced" || row.deleted_at !== null)).toEqual([]);
    const pairs = made.map((thing) => ({ vapi_id: thing["id"], name: mirrored.nameAtVapi(thing) }));
    const byId = (left: { vapi_id: unknown }, right: { vapi_id: unknown }) =>
      String(left.vapi_id).localeCompare(String(right.vapi_id));
    expect(pairs.toSorted(byId)).toEqual(wanted.map(({ vapi_id, name }) => ({ vapi_id, name })).toSorted(byId));
    return wanted;
  }, PATIENCE);

/** One random action, whatever its outcome. Its answer is what a client then assumes. */
async function step(mirrored: Mirrored, given: Json, random: Random, number: number, live: Set<string>): Promise<void> {
  const ids = [...live];
  const id = ids[random.between(0, Math.max(0, ids.length - 1))];
  const { path, createPath = path } = mirrored;
  const kind = id === undefined ? "create" : random.pick(["create", "change", "change", "delete"]);
  if (kind === "create") {
    const { status, body } = await ask("POST", createPath, { ...mirrored.body(`n${number}`), ...given });
    if (status === 201 && typeof body["id"] === "string") live.add(body["id"]);
  } else if (kind === "change") {
    await ask("PATCH", `${path}/${id}`, mirrored.change(`n${number}`));
  } else if (id !== undefined) {
    const { status } = await ask("DELETE", `${path}/${id}`);
    if (status === 204) live.delete(id);
  }
}

describe.each(MIRRORED)("$path", (mirrored) => {
  it.each(STORMS)("is one thing at Vapi for each row after storm %i", { timeout: 180_000 }, async (seed) => {
    owner = await stack.newOrganization();
    await Promise.all(
      (await atVapi(mirrored)).map(({ id }) =>
        stack.vapi.api(`${mirrored.vapiPath}/${String(id)}`, { method: "DELETE" }),
      ),
    );
    const given = (await mirrored.given?.()) ?? {};
    const random = seededRandom(mirrored.path, seed);
    const live = new Set<string>();
    for (let number = 0; number < STEPS; number++) {
      await stack.vapi.clearFaults();
      if (random.chance(0.6)) {
        await stack.vapi.fault({
          path: `${mirrored.vapiPath}*`,
          times: random.between(1, 3),
          ...random.pick<(typeof DAYS)[number]>(DAYS),
        });
      }
      const doing = step(mirrored, given, random, number, live);
      if (random.chance(0.1)) await stack.restartWorkers();
      await doing;
    }
    await stack.vapi.clearFaults();
    const wanted = await converged(mirrored);
    // Every resource that was answered with 201 and not deleted exists; one whose request died may exist too, complete.
    expect(wanted.length).toBeGreaterThanOrEqual(live.size);
    // A number that an earlier attempt made has no form yet: the sweep sends it once more, and it is pending meanwhile.
    for (const id of live)
      await vi.waitFor(
        async () =>
          expect((await ask("GET", `${mirrored.path}/${id}`)).body).toMatchObject({ sync: { state: "synced" } }),
        PATIENCE,
      );
  });
});
