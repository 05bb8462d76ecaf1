import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UNREACHED } from "./unreached-operations.ts";

const SITE = import.meta.dirname;
const OPENAPI = join(SITE, "../../services/gateway/openapi.json");
const METHODS = ["get", "post", "put", "patch", "delete"];

/** The site's own sources, without tests and what is generated. */
const sources = readdirSync(SITE, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(astro|tsx?)$/.test(path) && !/\.test\.ts$|^paraglide|^lib\/api\/types/.test(path))
  .map((path) => readFileSync(join(SITE, path), "utf8"));

/** `get /v1/calls/{id}`: what a page asks the client for, or fetches through `/api`. */
function reached(): Set<string> {
  const found = new Set<string>();
  for (const text of sources) {
    for (const [, method, path] of text.matchAll(/\.(get|post|put|patch|delete)\(\s*"(\/v1\/[^"]*)"/g))
      found.add(`${method} ${path}`);
    // Streams, players, downloads and uploads name the address itself: `/api/calls/${id}/listen`.
    for (const [, method = "get", path = ""] of text.matchAll(/(?:"(POST)",\s*)?[`"]\/api(\/[^`"?]*)/g))
      found.add(`${method.toLowerCase()} /v1${path.replaceAll(/\$\{[^}]*\}/g, "{id}")}`);
  }
  return found;
}

type Paths = Record<string, Record<string, { operationId?: string }>>;

test("every operation of the API is reached from a page, or stays unreached for a reason", () => {
  const { paths } = JSON.parse(readFileSync(OPENAPI, "utf8")) as { paths: Paths };
  const onPages = new Set([...reached()].map((asked) => asked.replaceAll(/\{\w+\}/g, "{}")));
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, { operationId = "" }]) => ({
        operationId,
        isReached: onPages.has(`${method} ${path.replaceAll(/\{\w+\}/g, "{}")}`),
      })),
  );
  const unreached = operations.filter(({ isReached }) => !isReached).map(({ operationId }) => operationId);
  console.log(`${operations.length - unreached.length} of ${operations.length} operations are reached from a page.`);
  expect(new Set(unreached)).toEqual(new Set(Object.keys(UNREACHED)));
  expect(Object.values(UNREACHED).every((reason) => reason.length > 10)).toBe(true);
});
