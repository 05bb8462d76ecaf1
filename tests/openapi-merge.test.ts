import { describe, expect, it } from "vitest";
import { openTo } from "../packages/shared/src/scopes/scopes.ts";
import { mergeDocuments, requireSound, SECURITY, type OpenApiDocument } from "../scripts/openapi-merge.ts";

const problem = { content: { "application/problem+json": {} } };
const responses = { 401: problem, 403: problem, 429: problem, 500: problem, 503: problem };
const documentOf = (paths: OpenApiDocument["paths"], schemas: Record<string, unknown> = {}): OpenApiDocument => ({
  openapi: "3.1.0",
  info: { title: "API" },
  tags: [{ name: "Things" }],
  paths,
  components: { schemas },
});
const operation = (operationId: string) => ({ operationId, summary: "Do it", tags: ["Things"], responses });

describe("merged documents", () => {
  it("have the paths and the schemas of all, in a fixed order", () => {
    const merged = mergeDocuments([
      documentOf({ "/b": { get: operation("b") } }, { B: {} }),
      documentOf({ "/a": { get: operation("a") } }, { A: {} }),
    ]);
    expect(Object.keys(merged.paths)).toEqual(["/a", "/b"]);
    expect(merged.components?.["schemas"]).toEqual({ A: {}, B: {} });
  });

  it("may define a name twice in the same way, not in different ways", () => {
    const said = documentOf({}, { A: { type: "string" } });
    expect(() => mergeDocuments([said, said])).not.toThrow();
    expect(() => mergeDocuments([said, documentOf({}, { A: { type: "number" } })])).toThrow("schemas A");
  });

  it("have our requests to others, under no path of ours", () => {
    const asked = { ...documentOf({}), webhooks: { toolCall: { post: {} } } };
    const merged = mergeDocuments([documentOf({ "/a": { get: operation("a") } }), asked]);
    expect([Object.keys(merged.paths), merged.webhooks]).toEqual([["/a"], { toolCall: { post: {} } }]);
    expect(mergeDocuments([documentOf({})])).not.toHaveProperty("webhooks");
  });

  it("ask for an organization wherever there is one", () => {
    const merged = mergeDocuments([
      documentOf({ "/v1/me": { get: operation("me") }, "/v1/calls": { get: operation("calls") } }),
    ]);
    expect(merged.paths["/v1/me"]?.["get"]).not.toHaveProperty("parameters");
    expect(merged.paths["/v1/calls"]?.["get"]).toHaveProperty("parameters.0.name", "X-Organization-Id");
  });
});

describe("paths that are only for people", () => {
  it("say so; the others accept API keys too", () => {
    const document = documentOf({ "/v1/me": { get: operation("me") }, "/v1/calls": { get: operation("calls") } });
    const merged = mergeDocuments([document], (path) => path === "/v1/me");
    expect(merged.paths["/v1/me"]?.["get"]?.security).toEqual([{ bearer: [] }]);
    expect(merged.paths["/v1/me"]?.["get"]?.responses?.["403"]?.description).toContain("not_for_api_keys");
    expect(SECURITY).toEqual([{ bearer: [] }, { apiKey: [] }]);
  });

  it("say which scope a key needs: to read what is asked, to write what is changed, or what the contract says", () => {
    const calling = { ...operation("call"), security: openTo("calls") };
    const open = { ...operation("open"), security: [] };
    const document = documentOf({
      "/v1/calls": { get: operation("calls"), patch: operation("change"), post: calling },
    });
    const merged = mergeDocuments([document, documentOf({ "/healthz": { get: open } })]);
    const { get, patch, post } = merged.paths["/v1/calls"] ?? {};
    expect([get?.security, patch?.security, post?.security]).toEqual([
      openTo("read"),
      openTo("write"),
      [{ bearer: [] }, { apiKey: ["calls"] }],
    ]);
    expect(get?.responses?.["403"]?.description).toContain("insufficient_scope");
    expect(merged.paths["/healthz"]?.["get"]).toEqual(open);
  });
});

describe("a valid document", () => {
  it.each([
    [
      "an operation without a name",
      { "/a": { get: { summary: "Do it", tags: ["Things"], responses } } },
      "no operationId",
    ],
    ["an operation without a summary", { "/a": { get: { ...operation("a"), summary: "" } } }, "no summary"],
    ["two of one name", { "/a": { get: operation("a") }, "/b": { get: operation("a") } }, "are both a"],
    ["an operation without problems", { "/a": { get: { ...operation("a"), responses: {} } } }, "no problems"],
    ["a tag without a word", { "/a": { get: { ...operation("a"), tags: ["Others"] } } }, "the tag Others"],
    ["an operation without a tag", { "/a": { get: { ...operation("a"), tags: [] } } }, "no tag"],
  ])("has no %s", (_fault, paths, message) => {
    expect(() => requireSound(documentOf(paths))).toThrow(message);
  });
});
