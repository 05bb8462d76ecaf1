import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ROOT } from "../scripts/paths.ts";
import { readApp } from "./make/app.ts";
import { Communication, ERROR_TYPES, Interface, Parameters, Samples, type Field } from "./make/format.ts";
import { evaluate } from "./make/iml.ts";
import { connect, MakeError } from "./make/run.ts";

// integrations/make, as far as it can be held without the API: tests/stack/make.test.ts runs it.
const make = readApp();
const { app, base } = make;
const modules = Object.entries(app.components.module);

describe("the app", () => {
  it("has every file in the form that Make gives it, and no file that belongs to nothing", () => {
    const files = make.all();
    for (const { path, schema, content } of files)
      expect(schema?.safeParse(content).error?.message, path).toBeUndefined();
    const { base: own, groups, readme } = app.generalCodeFiles;
    const named = new Set([own, groups, readme, "makecomapp.json", ...files.map(({ path }) => path)]);
    const there = globSync("**/*.*", { cwd: join(ROOT, "integrations/make") });
    expect(new Set(there)).toEqual(named);
  });

  it("names only connections, webhooks and RPCs that it has", () => {
    const { connection, webhook, rpc } = app.components;
    for (const part of [app.components.module, webhook, rpc].flatMap(Object.values<{ connection: string }>))
      expect(Object.keys(connection)).toContain(part.connection);
    for (const [name, { moduleType, webhook: hears }] of modules)
      expect(hears === undefined ? moduleType : webhook[hears], name).not.toBe("instant_trigger");
    const asked = modules.flatMap(([name]) =>
      (make.code("module", name, "mappableParams", Parameters) ?? []).map(({ options }) => options),
    );
    const urls = asked.filter((options) => typeof options === "string").map((url) => url.slice("rpc://".length));
    expect(new Set(urls)).toEqual(new Set(Object.keys(rpc)));
  });

  it("has each module in one group, under a label of its own", () => {
    const grouped = make.groups().flatMap(({ modules: names }) => names);
    expect(grouped.toSorted()).toEqual(modules.map(([name]) => name).toSorted());
    expect(new Set(modules.map(([, { label }]) => label)).size).toBe(modules.length);
  });

  it("sends the key to the address of the connection alone, and keeps it out of Make's log", () => {
    expect(base.baseUrl).toBe("{{connection.url}}");
    expect(base.log.sanitize).toContain("request.headers.authorization");
    const wherever = { connection: { url: "https://api.test", apiKey: "k" }, parameters: { path: "//evil.test/x" } };
    for (const [name] of modules) {
      const url = make.code("module", name, "communication", Communication)?.url;
      if (url === undefined) continue;
      const whole = `https://api.test${String(evaluate(url, wherever))}`;
      expect(new URL(whole).host, name).toBe("api.test");
    }
  });

  it("asks for each parameter that a request reads, and reads each that it asks for", () => {
    for (const [name] of modules) {
      const communication = make.code("module", name, "communication", Communication);
      const asked = make.code("module", name, "mappableParams", Parameters) ?? [];
      const text = JSON.stringify(communication ?? "");
      const read = new Set(Array.from(text.matchAll(/parameters\.(\w+)/g), ([, parameter]) => parameter));
      expect(read, name).toEqual(new Set(asked.map((parameter) => parameter.name)));
    }
  });
});

type Schema = {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  example?: unknown;
};
type Operation = {
  requestBody?: { content: { "application/json": { schema: Schema; example: Record<string, unknown> } } };
  responses?: Record<string, { content?: { "application/json"?: { schema: Schema } } }>;
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
const document = JSON.parse(readFileSync(join(ROOT, "services/gateway/openapi.json"), "utf8")) as Document;
const deref = (schema: Schema | undefined): Schema | undefined =>
  schema?.$ref === undefined ? schema : deref(document.components.schemas[schema.$ref.split("/").at(-1) ?? ""]);

/** Fields that the API does not have, by their path. */
function strangers(fields: readonly Field[], schema: Schema | undefined, path = ""): string[] {
  const { properties = {} } = deref(schema) ?? {};
  return fields.flatMap(({ name, spec }) => {
    const own = deref(properties[name]);
    if (own === undefined) return [`${path}${name}`];
    const parts = Array.isArray(spec) ? spec : [];
    return strangers(parts, own.items ?? own, `${path}${name}.`);
  });
}

const Body = z.object({ body: z.object({ eventTypes: z.array(z.string()) }) });

/** What a module gives, by the API's document: an event, an item of a list, or one thing. */
function schemaOf(name: string): Schema | undefined {
  const trigger = app.components.module[name]?.webhook;
  if (trigger !== undefined) {
    const attach = make
      .all()
      .find((file) => file.kind === "webhook" && file.name === trigger && file.file === "attach");
    const [event = ""] = Body.parse(attach?.content).body.eventTypes;
    return document.webhooks[event]?.["post"]?.requestBody?.content["application/json"].schema;
  }
  const communication = make.code("module", name, "communication", Communication);
  const template = communication?.url.replaceAll(/\{\{.*?\}\}/g, "{id}") ?? "";
  const { responses = {} } = document.paths[template]?.[communication?.method.toLowerCase() ?? ""] ?? {};
  const answer = deref((responses["200"] ?? responses["201"])?.content?.["application/json"]?.schema);
  return answer?.properties?.["items"]?.items ?? answer;
}

describe("what a module gives", () => {
  const OWN = new Set(["say-in-call", "api-call"]);
  it.each(modules.filter(([name]) => !OWN.has(name)))(
    "%s: has only fields that the API has, and samples of them",
    (name) => {
      const fields = make.code("module", name, "interface", Interface) ?? [];
      expect(fields.length).toBeGreaterThan(0);
      expect(strangers(fields, schemaOf(name))).toEqual([]);
      const sample = make.code("module", name, "samples", Samples) ?? {};
      const names = new Set(fields.map((field) => field.name));
      expect(Object.keys(sample).filter((key) => !names.has(key))).toEqual([]);
      expect(Object.keys(sample).length).toBeGreaterThan(0);
    },
  );
});

describe("a connection", () => {
  const NOBODY = { url: "http://api.test", apiKey: "alk_x" };
  async function connecting(answer: Response): Promise<{ asked: Request | undefined; result: unknown }> {
    const fetchBefore = globalThis.fetch;
    let asked: Request | undefined;
    globalThis.fetch = async (input, init) => {
      asked = new Request(input, init);
      return answer;
    };
    try {
      const result = await connect(make, NOBODY).catch((err: unknown) => err);
      return { asked, result };
    } finally {
      globalThis.fetch = fetchBefore;
    }
  }

  it("is named after the organization and its key, and sends the key in its header", async () => {
    const me = { kind: "api_key", label: "Cabinet des Tilleuls (Make)", organizationId: "o", scopes: ["read"] };
    const { asked, result } = await connecting(Response.json(me));
    expect(result).toEqual({ label: "Cabinet des Tilleuls (Make)", uid: "o" });
    expect(asked?.url).toBe("http://api.test/v1/me");
    expect(asked?.headers.get("authorization")).toBe("Bearer alk_x");
  });

  it.each([
    [401, "InvalidAccessTokenError"],
    [403, "RuntimeError"],
    [422, "DataError"],
    [429, "RateLimitError"],
    [500, "RuntimeError"],
    [503, "ConnectionError"],
  ])("that is refused with %i is a %s that Make knows, in words", async (status, type) => {
    const problem = { title: "Sign in", code: "x", requestId: "r1", errors: [{ path: "a", message: "is wrong" }] };
    const { result } = await connecting(Response.json(problem, { status }));
    expect(result).toBeInstanceOf(MakeError);
    expect(result).toMatchObject({ type, message: `[${status}] Sign in is wrong (r1)` });
    expect(ERROR_TYPES).toContain(type);
  });
});

describe("IML, as far as it is used", () => {
  const variables = { a: { b: [{ c: 1 }, { c: 2 }] }, empty: "", yes: true, at: new Date("2026-11-28T08:00:00.005Z") };
  it.each([
    ["{{a.b[2].c}}", 2],
    ["{{a.x.y}}", undefined],
    ["nr. {{a.b[1].c}} {{a.x}}.", "nr. 1 ."],
    ["{{join(map(a.b, 'c'), ', ')}}", "1, 2"],
    ["{{ifempty(empty, 'none')}}", "none"],
    ["{{if(a.b[1].c > 0, if(yes == 'x', 1, 'no'), undefined)}}", "no"],
    ["{{formatDate(at, 'YYYY-MM-DDTHH:mm:ss.SSSZ', 'UTC')}}", "2026-11-28T08:00:00.005+00:00"],
  ])("%s is %j", (text, value) => {
    expect(evaluate(text, variables)).toEqual(value);
  });

  it("leaves out what has no value, and refuses what it does not know", () => {
    expect(evaluate({ x: "{{a.x}}", y: { z: "{{a.y}}" }, n: 1 }, variables)).toEqual({ y: {}, n: 1 });
    for (const text of ["{{nobody.x}}", "{{lower('A')}}", "{{a.b[0]}}", "{{1 + 1}}", "{{if(yes, 1}}", "{{a b}}"])
      expect(() => evaluate(text, variables), text).toThrow(Error);
  });
});
