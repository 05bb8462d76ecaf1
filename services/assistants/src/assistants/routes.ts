import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Tx } from "@allokoli/shared/db/tenant";
import { etagOf, expectedRevision } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/http/idempotent";
import { decodeCursor, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/http/service";
import { createVapi } from "@allokoli/shared/vapi/client";
import type { Context } from "hono";
import { isDevelopment, type Env } from "../env.ts";
import { chat } from "./chat.ts";
import { requireGoodSettings } from "./check-settings.ts";
import * as contract from "./contract.ts";
import { DEFAULT_SETTINGS, type AssistantSettings } from "./contract.ts";
import { assistantBooks, assistantMirror } from "./mirror.ts";
import * as store from "./store.ts";
import { toAssistant, toSettings, type AssistantRow } from "./store.ts";

type App = ServiceEnv<Env>;

export function routeAssistants(app: OpenAPIHono<App>): void {
  app.openapi(contract.listAssistants, async (c) => {
    const { limit, cursor, search } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor), search };
    const rows = await tenant.read((tx) => store.listAssistants(tx, tenant.orgId, filter));
    return c.json(toPage(rows, limit, toAssistant, positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createAssistant, middleware: [idempotent] as const }), async (c) => {
    const settings: AssistantSettings = { ...DEFAULT_SETTINGS, ...given(c.req.valid("json")) };
    requireGoodSettings(settings, { development: isDevelopment(c.env) });
    const { tenant } = c.var;
    const id = c.var.creationId;
    const author = authorOf(c);
    const books = assistantBooks(c.var.database, tenant.orgId);
    await mirrorOf(c).change(async (leaseUntil) => {
      const { row, isFresh } = await tenant.write("member", (tx) =>
        store.insertAssistant(tx, tenant.orgId, { id, settings, leaseUntil, author }),
      );
      if (row === undefined) throw new Problem("conflict");
      const claim = isFresh ? store.toClaimed(row, leaseUntil) : await books.claim(id, new Date(), leaseUntil);
      const revert = async () =>
        claim !== undefined && tenant.write("member", (tx) => store.uncreateAssistant(tx, tenant.orgId, claim, author));
      return { claim, isFresh, revert };
    });
    return answer(c, await requireAssistant(c, id), 201);
  });

  app.openapi(contract.getAssistant, async (c) => answer(c, await requireAssistant(c, c.req.valid("param").id), 200));

  app.openapi(contract.updateAssistant, async (c) => {
    const { id } = c.req.valid("param");
    const change = given(c.req.valid("json"));
    requireGoodSettings(change, { development: isDevelopment(c.env) });
    await applyChange(c, id, c.req.valid("header")["if-match"], async (_tx, before) => {
      const settings: AssistantSettings = { ...toSettings(before), ...change };
      const isSame = store.changedFields(toSettings(before), settings).length === 0;
      // What failed is tried again even as it is.
      return isSame && before.syncState !== "failed" ? undefined : { settings, restoredFrom: null };
    });
    return answer(c, await requireAssistant(c, id), 200);
  });

  app.openapi(contract.deleteAssistant, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    await mirrorOf(c).remove(() =>
      tenant.write("member", async (tx) => {
        const before = await requireLocked(tx, tenant.orgId, id, c.req.valid("header")["if-match"]);
        await store.hideAssistant(tx, before, new Date(), authorOf(c));
      }),
    );
    return c.body(null, 204);
  });

  app.openapi(contract.listAssistantVersions, async (c) => {
    const { id } = c.req.valid("param");
    const { limit, cursor } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor) };
    const [row, rows] = await tenant.read((tx) =>
      Promise.all([store.findAssistant(tx, tenant.orgId, id), store.listVersions(tx, tenant.orgId, id, filter)]),
    );
    if (row === undefined) throw notFound("assistant");
    return c.json(toPage(rows, limit, store.toVersion, positionOf), 200);
  });

  app.openapi(contract.restoreAssistantVersion, async (c) => {
    const { id, version } = c.req.valid("param");
    await applyChange(c, id, c.req.valid("header")["if-match"], async (tx, { orgId }) => {
      const settings = await store.findVersion(tx, orgId, id, version);
      if (settings === undefined) throw notFound("version");
      return { settings, restoredFrom: version };
    });
    return answer(c, await requireAssistant(c, id), 200);
  });

  app.openapi(contract.chatWithAssistant, async (c) => {
    const { message, previousChatId } = c.req.valid("json");
    const { tenant } = c.var;
    // A chat costs money: it takes the role that may change things, as a call does.
    const row = await tenant.write("member", (tx) => store.findAssistant(tx, tenant.orgId, c.req.valid("param").id));
    if (row === undefined) throw notFound("assistant");
    if (row.vapiAssistantId === null) {
      throw new Problem("conflict", { detail: "The voice provider does not have this assistant yet: try again in a moment." });
    }
    return chat(createVapi(c.env), { assistantId: row.vapiAssistantId, message, previousChatId });
  });
}

type Settings = { settings: AssistantSettings; restoredFrom: number | null };

/** Give the assistant what `decide` makes of it, or nothing new when that is undefined. */
async function applyChange(
  c: Context<App>,
  id: string,
  ifMatch: string | undefined,
  decide: (tx: Tx, before: AssistantRow) => Promise<Settings | undefined>,
): Promise<void> {
  const { tenant } = c.var;
  const author = authorOf(c);
  await mirrorOf(c).change((leaseUntil) =>
    tenant.write("member", async (tx) => {
      const before = await requireLocked(tx, tenant.orgId, id, ifMatch);
      const decided = await decide(tx, before);
      const changed = decided && (await store.changeAssistant(tx, before, { ...decided, leaseUntil, now: new Date(), author }));
      const claim = changed?.claim;
      const revert = async () =>
        claim !== undefined && tenant.write("member", (next) => store.unchangeAssistant(next, before, claim, author));
      return { claim, isFresh: false, revert };
    }),
  );
}

async function requireLocked(tx: Tx, orgId: string, id: string, ifMatch: string | undefined): Promise<AssistantRow> {
  const revision = expectedRevision(ifMatch);
  const row = await store.lockAssistant(tx, orgId, id);
  if (row === undefined) throw notFound("assistant");
  if (revision !== undefined && revision !== row.revision) throw new Problem("precondition_failed");
  return row;
}

async function requireAssistant(c: Context<App>, id: string): Promise<AssistantRow> {
  const { tenant } = c.var;
  const row = await tenant.read((tx) => store.findAssistant(tx, tenant.orgId, id));
  if (row === undefined) throw notFound("assistant");
  return row;
}

const mirrorOf = (c: Context<App>) => assistantMirror(c.env, c.var.database, c.var.tenant.orgId, c.var.log);
const authorOf = (c: Context<App>) => ({ userId: c.var.userId, requestId: c.var.requestId });
const positionOf = (row: { createdAt: Date; id: string }) => ({ createdAt: row.createdAt.toISOString(), id: row.id });

function answer<Status extends 200 | 201>(c: Context<App>, row: AssistantRow, status: Status) {
  c.header("ETag", etagOf(row.revision));
  return c.json(toAssistant(row), status);
}

type Given<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };
/** Only the fields that the client named: JSON has no undefined. */
// zod's optional fields are typed `| undefined`; those entries are dropped here.
const given = <T extends object>(body: T) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Given<T>;
