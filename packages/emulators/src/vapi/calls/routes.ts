import { Hono } from "hono";
import type { Emulator } from "../context.ts";
import { badRequest, notFound } from "../errors.ts";
import type { VapiEnv } from "../http.ts";
import { requireUuid } from "../http.ts";
import type { JsonObject } from "../json.ts";
import { isObject, textAt, textsAt } from "../json.ts";
import type { Query } from "../listing.ts";
import { anyOf, listPlain } from "../listing.ts";
import type { StoredObject } from "../state.ts";
import { requireValid } from "../validation/validate.ts";
import { artifactRoutes, withPresigned } from "./artifacts.ts";
import { createCalls } from "./create.ts";
import type { Switchboard } from "./switchboard.ts";

export function callRoutes(emulator: Emulator, switchboard: Switchboard): Hono<VapiEnv> {
  const calls = emulator.state.collection("call");
  const requireCall = (id: string): StoredObject => {
    const call = calls.find(requireUuid(id));
    if (call === undefined) throw notFound("Call Not Found.");
    return call;
  };
  const app = new Hono<VapiEnv>();

  app.post("/", (c) => c.json(createCalls(emulator, switchboard, c.get("body")), 201));
  app.get("/", (c) => {
    const query = c.req.query();
    const matches = (call: StoredObject): boolean =>
      anyOf(query, "id", call.id) &&
      anyOf(query, "assistantId", call["assistantId"]) &&
      anyOf(query, "phoneNumberId", call["phoneNumberId"]);
    return c.json(listPlain(calls.all(), query, matches).map((call) => withPresigned(emulator, call)));
  });
  app.route("/", artifactRoutes(emulator));
  app.get("/:id", (c) => c.json(withPresigned(emulator, requireCall(c.req.param("id")))));
  app.patch("/:id", (c) => {
    const old = requireCall(c.req.param("id"));
    const fields = requireValid("UpdateCallDTO", c.get("body"));
    return c.json(calls.patch(old.id, fields) ?? old);
  });
  app.delete("/:id", (c) => {
    const body = c.get("body");
    const ids = isObject(body) ? textsAt(body, "ids") : [];
    if (ids.length > 0) {
      for (const id of ids) if (calls.find(id) !== undefined) switchboard.delete(id);
      return c.json({ ids });
    }
    const call = requireCall(c.req.param("id"));
    switchboard.delete(call.id);
    return c.json(call);
  });
  return app;
}

function contains(call: StoredObject, query: Query): boolean {
  const wanted = query["transcript"]?.toLocaleLowerCase("fr");
  if (wanted === undefined) return true;
  return (textAt(call, "artifact", "transcript") ?? "").toLocaleLowerCase("fr").includes(wanted);
}

/** The dashboard's search: more filters, and a cursor instead of a page. */
export function callSearchRoutes(emulator: Emulator): Hono<VapiEnv> {
  const calls = emulator.state.collection("call");
  const app = new Hono<VapiEnv>();
  app.get("/", (c) => {
    const query = c.req.query();
    if (query["transcript"] !== undefined && query["createdAtGe"] === undefined) {
      throw badRequest(["createdAtGe is required when searching by transcript"]);
    }
    const cursor = query["cursor"];
    const found = listPlain(calls.all(), { ...query, limit: "1000" }, (call) => {
      const matches =
        anyOf(query, "id", call.id) &&
        anyOf(query, "idAny", call.id) &&
        anyOf(query, "assistantId", call["assistantId"]) &&
        anyOf(query, "assistantIdAny", call["assistantId"]) &&
        anyOf(query, "phoneNumberIdAny", call["phoneNumberId"]) &&
        anyOf(query, "customerNumberAny", textAt(call, "customer", "number")) &&
        anyOf(query, "endedReasonAny", call["endedReason"]) &&
        anyOf(query, "successEvaluation", textAt(call, "analysis", "successEvaluation"));
      return matches && contains(call, query) && (cursor === undefined || keyOf(call) < cursor);
    });
    const limit = Math.min(Number(query["limit"] ?? 100) || 100, 1000);
    const results = found.slice(0, limit);
    const last = results.at(-1);
    const more = found.length > limit && last !== undefined;
    const metadata: JsonObject = {
      itemsPerPage: limit,
      totalItems: found.length,
      currentPage: 1,
      hasNextPage: more,
      ...(more ? { nextCursor: keyOf(last) } : {}),
    };
    return c.json({ results, metadata });
  });
  return app;
}

const keyOf = (call: StoredObject): string => `${call.createdAt}_${call.id}`;
