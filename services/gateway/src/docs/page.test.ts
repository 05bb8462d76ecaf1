import { describe, expect, it } from "vitest";
import published from "../../openapi.json" with { type: "json" };
import { ReferenceDocument } from "./document.ts";
import { referencePage } from "./page.ts";

const pageOf = async (document: object) => String(await referencePage(ReferenceDocument.parse(document)));

describe("the reference page", () => {
  it("has every operation and every schema of the published document, and no dead link within itself", async () => {
    const page = await pageOf(published);
    const operations = Object.values(published.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(operations.length).toBeGreaterThan(20);
    for (const id of [...operations, ...Object.keys(published.components.schemas).map((name) => `schema-${name}`)])
      expect(page).toContain(`id="${id}"`);
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !page.includes(`id="${id}"`))).toEqual([]);
  });

  it("says of an operation when it is public, and when API keys are kept from it", async () => {
    const page = await pageOf(published);
    expect(page).toContain("getHealth · public");
    expect(page).toContain("createApiKey · not for API keys");
    expect(page).not.toContain("listAssistants ·");
  });

  it("asks nobody else for anything, and runs nothing", async () => {
    const page = await pageOf(published);
    expect(page).not.toMatch(/<script|\son\w+=|https?:\/\//i);
  });

  it("escapes whatever a contract says", async () => {
    const evil = `"><img src=x onerror=alert(1)>`;
    const page = await pageOf({
      info: { title: evil, version: evil, description: evil },
      tags: [{ name: evil, description: evil }],
      paths: {
        [`/${evil}`]: {
          get: {
            operationId: evil,
            description: evil,
            tags: [evil],
            parameters: [{ name: evil, in: evil, description: evil, schema: { type: evil, enum: [evil] } }],
            requestBody: { content: { [evil]: { schema: { $ref: `#/x/${evil}` } } } },
            responses: {
              200: { description: evil, content: { x: { schema: { properties: { [evil]: { description: evil } } } } } },
            },
          },
        },
      },
      components: {
        schemas: { [evil]: { properties: { [evil]: { description: evil, format: evil, default: evil } } } },
      },
    });
    expect(page).not.toContain("<img");
  });
});
