import { expect, test } from "vitest";
import { toTypes } from "../scripts/openapi-types.ts";

const json = (schema: object) => ({ content: { "application/json": { schema } } });
const withDefault = { type: "object", properties: { example: { type: "string", default: "a" } } };

test("a field with a default is optional in a body and always in an answer; problems are one answer", async () => {
  const types = await toTypes({
    openapi: "3.1.0",
    info: { title: "API", version: "1" },
    paths: {
      "/v1/calls": {
        post: {
          requestBody: json({ $ref: "#/components/schemas/CreateCall" }),
          responses: { 201: json({ $ref: "#/components/schemas/Call" }), 404: json({ type: "string" }) },
        },
      },
    },
    components: {
      schemas: {
        CreateCall: withDefault,
        Call: { type: "object", properties: { customer: { $ref: "#/components/schemas/Customer" } } },
        Customer: withDefault,
        Problem: { type: "object", properties: { code: { type: "string" } } },
      },
    },
  });
  expect(types).toMatch(/CreateCall: \{\s+example\?: string;/);
  expect(types).toMatch(/Customer: \{[^}]+example: string;/);
  expect(types).toContain("export type Customer = components['schemas']['Customer'];");
  expect(types).not.toContain("404");
  expect(types).toMatch(/default: \{[^]+"application\/problem\+json": components\["schemas"\]\["Problem"\]/);
});
