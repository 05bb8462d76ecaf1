import { Hono } from "hono";
import type { Emulator } from "./context.ts";
import { badRequest, notFound } from "./errors.ts";
import type { VapiEnv } from "./http.ts";
import { isObject } from "./json.ts";
import type { StoredObject } from "./state.ts";

/** The organisation of the key; its `server` is the last that a message is sent to. */
export function orgRoutes(emulator: Emulator): Hono<VapiEnv> {
  const orgs = emulator.state.collection("org");
  const view = (org: StoredObject) => ({ ...org, concurrencyLimit: emulator.settings.concurrencyLimit });
  const requireOrg = (id: string): StoredObject => {
    const org = orgs.find(id);
    if (org === undefined) throw notFound("Org Not Found.");
    return org;
  };
  const app = new Hono<VapiEnv>();
  app.get("/", (c) => c.json(orgs.all().map(view)));
  app.get("/:id", (c) => c.json(view(requireOrg(c.req.param("id")))));
  app.patch("/:id", (c) => {
    const old = requireOrg(c.req.param("id"));
    const body = c.get("body");
    if (!isObject(body)) throw badRequest(["body must be an object"]);
    return c.json(view(orgs.patch(old.id, body) ?? old));
  });
  return app;
}
