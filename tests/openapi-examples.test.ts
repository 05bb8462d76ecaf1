import { describe, expect, it } from "vitest";
import { requireExamples, withExamples } from "../scripts/openapi-examples.ts";
import type { OpenApiDocument, OpenApiMedia } from "../scripts/openapi-merge.ts";

const THING = { type: "object", properties: { id: { type: "string" } }, example: { id: "1" } };
const documentOf = (media: OpenApiMedia, mediaType = "application/json"): OpenApiDocument => ({
  openapi: "3.1.0",
  info: { title: "API" },
  paths: { "/a": { get: { responses: { 200: { content: { [mediaType]: media } } } } } },
  components: { schemas: { Thing: THING, Plain: { type: "string" } } },
});
const exampleIn = (document: OpenApiDocument) =>
  withExamples(document).paths["/a"]?.["get"]?.responses?.["200"]?.content?.["application/json"]?.example;
const Thing = { $ref: "#/components/schemas/Thing" };

describe("the example of a body", () => {
  it("is that of its schema, inline or by reference", () => {
    expect(exampleIn(documentOf({ schema: THING }))).toEqual({ id: "1" });
    expect(exampleIn(documentOf({ schema: Thing }))).toEqual({ id: "1" });
  });

  it("is made of those of its parts: a page has one item, and is the last", () => {
    const properties = { items: { type: "array", items: Thing }, nextCursor: { type: ["string", "null"] } };
    expect(exampleIn(documentOf({ schema: { type: "object", properties } }))).toEqual({
      items: [{ id: "1" }],
      nextCursor: null,
    });
  });

  it("is its own, if it has one", () => {
    expect(exampleIn(documentOf({ schema: Thing, example: { id: "2" } }))).toEqual({ id: "2" });
  });

  it("is not made when a part has none", () => {
    const properties = { thing: Thing, plain: { $ref: "#/components/schemas/Plain" } };
    expect(exampleIn(documentOf({ schema: { type: "object", properties } }))).toBeUndefined();
  });
});

describe("a document", () => {
  it.each([
    ["an answer", documentOf({ schema: { type: "string" } }), "GET /a 200 application/json"],
    ["a stream", documentOf({ schema: { type: "string" } }, "text/event-stream"), "GET /a 200 text/event-stream"],
    [
      "a body",
      {
        ...documentOf({ example: 1 }),
        webhooks: { told: { post: { requestBody: { content: { "application/json": {} } } } } },
      },
      "POST told body application/json",
    ],
  ])("without an example of %s is not published", (_what, document, where) => {
    expect(() => requireExamples(document)).toThrow(where);
  });

  it("needs no example of audio, nor of problems", () => {
    for (const mediaType of ["audio/wav", "application/problem+json"])
      expect(() => requireExamples(documentOf({}, mediaType))).not.toThrow();
  });
});
