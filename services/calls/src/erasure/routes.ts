import { authorOf } from "@allokoli/shared/db/audit-entry";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { takeOwnNumbers } from "@allokoli/shared/phone/organization-numbers";
import { afterAnswer, type Scope, type ServiceEnv } from "@allokoli/shared/service/service";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { toCall } from "../calls/to-call.ts";
import type { CallsEnv } from "../env.ts";
import { toMessage } from "../messages/to-message.ts";
import { feedOf, watchOf } from "../room/rooms.ts";
import * as contract from "./contract.ts";
import type { Erasure } from "./contract.ts";
import * as store from "./store.ts";

/** What a person may ask of those who have their words: to see them, and to have them erased. */
export function routeErasure(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(contract.getCallerData, async (c) => {
    const { tenant } = c.var;
    const number = await takeNumber(c, c.req.valid("param").number);
    const { limit, cursor } = c.req.valid("query");
    const after = decodeCursor(cursor);
    const found = await tenant.read(async (tx) => {
      const [rows, left, questions, blocked] = await Promise.all([
        store.listCallsOf(tx, tenant.orgId, number, limit, after),
        after === undefined ? store.listLeftBy(tx, tenant.orgId, number) : [],
        after === undefined ? store.listQuestionsOf(tx, tenant.orgId, number) : [],
        store.findBlockOf(tx, tenant.orgId, number),
      ]);
      const ids = rows.map(({ id }) => id);
      const words = ids.length === 0 ? [] : await store.listWordsOf(tx, tenant.orgId, ids);
      return { rows, left, questions, blocked, words: Map.groupBy(words, ({ callId }) => callId) };
    }, "member");
    const { items, nextCursor } = toPage(
      found.rows,
      limit,
      (row) => ({ ...toCall(row), messages: (found.words.get(row.id) ?? []).map(toMessage) }),
      positionOf,
    );
    const callerMessages = found.left.map((row) => ({
      id: row.id,
      callId: row.callId,
      callerName: row.callerName,
      subject: row.subject,
      body: row.body,
      isUrgent: row.isUrgent,
      note: row.note,
      createdAt: row.createdAt.toISOString(),
    }));
    const questions = found.questions.map(({ text, createdAt }) => ({ text, createdAt: createdAt.toISOString() }));
    const blocked = found.blocked ? { ...found.blocked, createdAt: found.blocked.createdAt.toISOString() } : null;
    return c.json({ number, calls: items, callerMessages, questions, blocked, nextCursor }, 200);
  });

  app.openapi(contract.eraseCaller, async (c) => {
    const { tenant } = c.var;
    const number = await takeNumber(c, c.req.valid("param").number);
    const live = await feedOf(c.env, tenant.orgId).callsWith(number);
    const made = await tenant.write("admin", async (tx) => {
      if (await store.isOnTheTelephone(tx, tenant.orgId, number, live))
        throw new Problem("conflict", { detail: "The caller is on the telephone: end the call first." });
      const erasure = await store.eraseCaller(tx, tenant.orgId, number);
      if (erasure === undefined) throw new Error("an erasure without a row");
      await store.recordErasure(tx, tenant.orgId, authorOf(c), erasure.id);
      return erasure;
    });
    afterAnswer(c, watchOf(c.env).hurry());
    return c.json(toErasure(made), 202);
  });

  app.openapi(contract.listErasures, async (c) => {
    const { tenant } = c.var;
    const { limit, cursor } = c.req.valid("query");
    const after = decodeCursor(cursor);
    const rows = await tenant.read((tx) => store.listErasures(tx, tenant.orgId, limit, after), "admin");
    return c.json(toPage(rows, limit, toErasure, positionOf), 200);
  });

  app.openapi(contract.getErasure, async (c) => {
    const { tenant } = c.var;
    const { id } = c.req.valid("param");
    const row = await tenant.read((tx) => store.findErasure(tx, tenant.orgId, id), "admin");
    if (row === undefined) throw notFound("erasure");
    return c.json(toErasure(row), 200);
  });
}

/** The number as it is kept. Whose it is does not matter, so one that costs extra is taken too. */
const takeNumber = async ({ var: { tenant } }: Scope<CallsEnv>, written: string): Promise<string> =>
  (await takeOwnNumbers(tenant, (take) => ({ number: take(written, "number", "own") }))).number;

const toErasure = (row: store.ErasureRow): Erasure => ({
  id: row.id,
  ending: row.ending,
  calls: row.calls,
  messages: row.messages,
  events: row.events,
  questions: row.questions,
  remaining: row.remaining,
  requestedBy: row.requestedBy,
  createdAt: row.createdAt.toISOString(),
});
