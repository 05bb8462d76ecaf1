import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { claimsOf, openFixture, type Fixture } from "../../db/testing/fixture.ts";
import type { AnnounceBindings } from "../../events/announce.ts";
import { encodeIdentity, IDENTITY_HEADER, type Claims } from "../../identity/identity.ts";
import { idempotent, idempotentStream } from "../idempotent.ts";
import { Problem } from "../../http/problem.ts";
import { createService, type DatabaseBindings } from "../service.ts";

/** What a test sees of the app and does to it. */
type World = {
  fixture: Fixture;
  member: Claims;
  /** What a route was given each time that it ran. */
  ran: string[];
  reply: (creationId: string) => Response | Promise<Response>;
  /** The files that were stored. */
  stored: string[];
};
const afterwards: Promise<unknown>[] = [];
export let world: World;

const run = (creationId: string) => {
  world.ran.push(creationId);
  return world.reply(creationId);
};

const app = createService<DatabaseBindings & AnnounceBindings>("test", { streamed: ["POST /v1/files"] });
for (const path of ["/v1/things", "/v1/others"]) {
  app.post(path, idempotent("member"), (c) => run(c.var.creationId));
}
const toKept = (body: string) => body.replace("secret", "hidden");
app.post("/v1/secrets", idempotent("member", { toKept }), (c) => run(c.var.creationId));
const requireVisible = async (_tx: unknown, body: string) => {
  if (body.includes("gone")) throw new Problem("not_a_member");
};
app.post("/v1/visible", idempotent("member", { requireVisible }), (c) => run(c.var.creationId));

const incoming = new WeakMap<Request, AsyncIterable<Uint8Array>>();
const contentOf = (request: Request) => {
  const content = incoming.get(request) ?? chunksOf(request.body);
  incoming.set(request, content);
  return content;
};
async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncIterable<Uint8Array> {
  const reader = body?.getReader();
  while (reader !== undefined) {
    const { value, done } = await reader.read();
    if (done) return;
    yield value;
  }
}
const sentIn = ({ req }: { req: { raw: Request; header(name: string): string | undefined } }) => ({
  known: req.header("x-name") ?? "",
  content: contentOf(req.raw),
});
app.post("/v1/files", idempotentStream("member", sentIn), async (c) => {
  const hash = createHash("sha256");
  const texts: string[] = [];
  for await (const bytes of contentOf(c.req.raw)) {
    hash.update(bytes);
    texts.push(new TextDecoder().decode(bytes));
  }
  await c.var.settleContent(hash.digest("hex"));
  world.stored.push(texts.join(""));
  return run(c.var.creationId);
});

const usualReply = (id: string) => Response.json({ id }, { status: 201 });

/** Gives each test of a file the app with an empty table of keys. */
export function useKeyedApp(): void {
  beforeAll(async () => {
    const fixture = await openFixture();
    world = { fixture, member: claimsOf(fixture.people.member), ran: [], stored: [], reply: usualReply };
  });
  afterAll(() => world.fixture.close());
  beforeEach(async () => {
    await world.fixture.superuser.query("truncate idempotency_keys");
    world = { ...world, ran: [], stored: [], reply: usualReply };
  });
  afterEach(async () => {
    await Promise.all(afterwards.splice(0));
  });
}

export type KeyedRequest = { key?: string; body?: string; path?: string; as?: Claims; orgId?: string; name?: string };

/** The request, answered by the app. */
export function ask(request: Request): Response | Promise<Response> {
  const env = {
    HYPERDRIVE: { connectionString: world.fixture.appUrl },
    DELIVERIES: { eventsWritten: async () => undefined },
  };
  const context = {
    waitUntil: (work: Promise<unknown>) => void afterwards.push(work),
    passThroughOnException: () => undefined,
    props: {},
  };
  return app.request(request, undefined, env, context);
}

export async function post({ key, body = '{"name":"Accueil"}', path = "/v1/things", ...asked }: KeyedRequest) {
  const { as = world.member, orgId = world.fixture.orgId, name } = asked;
  const headers = {
    [IDENTITY_HEADER]: encodeIdentity({ claims: as, orgId }),
    "content-type": "application/json",
    ...(key !== undefined && { "idempotency-key": key }),
    ...(name !== undefined && { "x-name": name }),
  };
  const answer = await ask(new Request(`http://test${path}`, { method: "POST", headers, body }));
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, isReplay: answer.headers.has("idempotent-replayed") };
}
type Answer = Awaited<ReturnType<typeof post>>;

export const isCreated = ({ status, isReplay }: Answer) => [status, isReplay];
export const CREATED = [201, false];
export const REPLAYED = [201, true];
export const refusalOf = ({ status, text }: Answer) => [status, (JSON.parse(text) as { code: string }).code];
export const REUSED = [422, "idempotency_key_reused"];
export const RUNNING = [409, "idempotency_in_progress"];

/** As if that much time had passed for a key. */
export const pass = (key: string, column: "locked_until" | "expires_at") =>
  world.fixture.superuser.query(`update idempotency_keys set ${column} = now() - interval '1 second' where key = $1`, [
    key,
  ]);
export const rowOf = async (key: string) => {
  const { rows } = await world.fixture.superuser.query<{ status: string; locked: number; kept: number }>(
    `select status, extract(epoch from locked_until - now())::float as locked,
            extract(epoch from expires_at - now())::float as kept
     from idempotency_keys where key = $1`,
    [key],
  );
  return rows[0];
};
/** A request that has its key and goes on until it is told how it ends. */
export async function begin(asked: KeyedRequest) {
  const { promise: ending, resolve: end } = Promise.withResolvers<Response>();
  const { promise: begun, resolve } = Promise.withResolvers<undefined>();
  const usual = world.reply;
  world.reply = () => {
    world.reply = usual;
    resolve(undefined);
    return ending;
  };
  const answer = post(asked);
  await begun;
  return { answer, end };
}
