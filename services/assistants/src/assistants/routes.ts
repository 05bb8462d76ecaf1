import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/books";
import type { Tx } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { etagOf } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/http/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { ServiceEnv, ServiceVariables } from "@allokoli/shared/http/service";
import { createVapi } from "@allokoli/shared/vapi/client";
import { isDevelopment, type Env } from "../env.ts";
import { withNoticeOf } from "./ai-notice.ts";
import { chat } from "./chat.ts";
import { chatTickets } from "./chat-ticket.ts";
import { requireGoodSettings, requireNotice } from "./check-settings.ts";
import { commitChange, commitCreation, commitDeletion, type ChangeInput } from "./commits.ts";
import * as contract from "./contract.ts";
import type { AssistantSettings } from "./contract.ts";
import { assistantBooks, assistantMirror } from "./mirror.ts";
import { newSettings } from "./new-settings.ts";
import { changesReferences, requireReferences, withoutGone } from "./references.ts";
import * as store from "./store.ts";
import { toAssistant, toSettings, type AssistantRow } from "./store.ts";

type App = ServiceEnv<Env>;
/** What a request has at hand: its environment and what the middleware put there. */
type Scope = { env: Env; var: ServiceVariables };

export function routeAssistants(app: OpenAPIHono<App>): void {
  app.openapi(contract.listAssistants, async (c) => {
    const { limit, cursor, search } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor), search };
    const rows = await tenant.read((tx) => store.listAssistants(tx, tenant.orgId, filter));
    return c.json(toPage(rows, limit, toAssistant, positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createAssistant, middleware: [idempotent] as const }), async (c) => {
    const settings = newSettings(given(c.req.valid("json")));
    requireGoodSettings(settings, { development: isDevelopment(c.env) });
    const { tenant, database, creationId: id } = c.var;
    const books = assistantBooks(database, tenant.orgId);
    await mirrorOf(c).change((leaseUntil) =>
      commitCreation(tenant, books, { id, settings, leaseUntil, author: authorOf(c) }),
    );
    const row = await requireAssistant(c, id);
    return c.json(toAssistant(row), 201, etag(row));
  });

  app.openapi(contract.getAssistant, async (c) => {
    const row = await requireAssistant(c, c.req.valid("param").id);
    return c.json(toAssistant(row), 200, etag(row));
  });

  app.openapi(contract.updateAssistant, async (c) => {
    const { id } = c.req.valid("param");
    const change = given(c.req.valid("json"));
    requireGoodSettings(change, { development: isDevelopment(c.env) });
    const decide = async (tx: Tx, before: AssistantRow) => {
      const settings: AssistantSettings = { ...toSettings(before), ...change };
      requireNotice(settings, toSettings(before));
      if (changesReferences(change)) await requireReferences(tx, before.orgId, settings);
      const isSame = store.changedFields(toSettings(before), settings).length === 0;
      // What failed is tried again even as it is.
      return isSame && before.syncState !== "failed" ? undefined : { settings, restoredFrom: null };
    };
    await applyChange(c, id, c.req.valid("header")["if-match"], decide);
    const row = await requireAssistant(c, id);
    return c.json(toAssistant(row), 200, etag(row));
  });

  app.openapi(contract.deleteAssistant, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    await mirrorOf(c).remove(() => commitDeletion(c.var.tenant, id, ifMatch, authorOf(c)));
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
    const decide = async (tx: Tx, before: AssistantRow) => {
      const snapshot = await store.findVersion(tx, before.orgId, id, version);
      if (snapshot === undefined) throw notFound("version");
      const settings = withNoticeOf(snapshot, before);
      requireNotice(settings, toSettings(before));
      return { settings: await withoutGone(tx, before.orgId, settings), restoredFrom: version };
    };
    await applyChange(c, id, c.req.valid("header")["if-match"], decide);
    const row = await requireAssistant(c, id);
    return c.json(toAssistant(row), 200, etag(row));
  });

  app.openapi(contract.chatWithAssistant, async (c) => {
    const { id } = c.req.valid("param");
    const { message, previousChatId } = c.req.valid("json");
    const { tenant } = c.var;
    // A chat costs money: it takes the role that may change things, as a call does.
    const row = await tenant.write("member", (tx) => store.findAssistant(tx, tenant.orgId, id));
    if (row === undefined) throw notFound("assistant");
    if (row.vapiAssistantId === null) {
      throw new Problem("conflict", {
        detail: "The voice provider does not have this assistant yet: try again in a moment.",
      });
    }
    const env = requireEnv(c.env, ["VAPI_API_KEY", "VAPI_BASE_URL", "VAPI_WEBHOOK_SECRET"]);
    const tickets = chatTickets(env.VAPI_WEBHOOK_SECRET, { orgId: tenant.orgId, assistantId: row.id });
    return chat(createVapi(env), {
      assistantId: row.vapiAssistantId,
      message,
      previousChatId: previousChatId === undefined ? undefined : await tickets.requireChat(previousChatId),
      toTicket: tickets.issue,
    });
  });
}

const applyChange = (c: Scope, id: string, ifMatch: string | undefined, decide: ChangeInput["decide"]) =>
  mirrorOf(c).change((leaseUntil) =>
    commitChange(c.var.tenant, { id, ifMatch, leaseUntil, author: authorOf(c), decide }),
  );

async function requireAssistant(c: Scope, id: string): Promise<AssistantRow> {
  const { tenant } = c.var;
  const row = await tenant.read((tx) => store.findAssistant(tx, tenant.orgId, id));
  if (row === undefined) throw notFound("assistant");
  return row;
}

const mirrorOf = (c: Scope) => assistantMirror(c.env, c.var.database, c.var.tenant.orgId, c.var.log);
const etag = (row: AssistantRow) => ({ ETag: etagOf(row.revision) });
type Given<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };
/** Only the fields that the client named: JSON has no undefined. */
// zod's optional fields are typed `| undefined`; those entries are dropped here.
const given = <T extends object>(body: T) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Given<T>;
