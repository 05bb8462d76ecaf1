import { Hono } from "hono";
import type { Emulator } from "./context.ts";
import { notFound } from "./errors.ts";
import type { VapiEnv } from "./http.ts";
import { requireUuid } from "./http.ts";
import type { Json, JsonObject } from "./json.ts";
import { listPaged, listPlain } from "./listing.ts";
import type { Kind, StoredObject } from "./state.ts";

export type Resource = {
  kind: Kind;
  /** As Vapi names it in its 404. */
  title: string;
  list: "plain" | "paged";
  matches?: (object: StoredObject, query: Record<string, string>) => boolean;
  create: (body: Json | undefined) => JsonObject;
  update: (body: Json | undefined, old: StoredObject) => JsonObject;
  /** How it is shown; secrets that Vapi gives only once go here. */
  view?: (object: StoredObject) => JsonObject;
  changed?: (what: "created" | "updated" | "deleted", object: StoredObject) => void;
};

/** The five operations that every resource at Vapi has; PATCH is shallow. */
export function crud(emulator: Emulator, resource: Resource): Hono<VapiEnv> {
  const objects = emulator.state.collection(resource.kind);
  const view = resource.view ?? ((object: StoredObject) => object);
  const requireObject = (id: string): StoredObject => {
    const found = objects.find(requireUuid(id));
    if (found === undefined) throw notFound(`${resource.title} Not Found.`);
    return found;
  };
  const app = new Hono<VapiEnv>();

  app.post("/", (c) => {
    const created = objects.create(resource.create(c.get("body")));
    resource.changed?.("created", created);
    return c.json(view(created), 201);
  });
  app.get("/", (c) => {
    const query = c.req.query();
    const matches = (object: StoredObject): boolean => resource.matches?.(object, query) ?? true;
    if (resource.list === "plain") return c.json(listPlain(objects.all(), query, matches).map(view));
    return c.json(listPaged(objects.all(), query, matches, view));
  });
  app.get("/:id", (c) => c.json(view(requireObject(c.req.param("id")))));
  app.patch("/:id", (c) => {
    const old = requireObject(c.req.param("id"));
    const changed = objects.patch(old.id, resource.update(c.get("body"), old)) ?? old;
    resource.changed?.("updated", changed);
    return c.json(view(changed));
  });
  app.delete("/:id", (c) => {
    const old = requireObject(c.req.param("id"));
    objects.delete(old.id);
    resource.changed?.("deleted", old);
    return c.json(view(old));
  });
  return app;
}
