import { expect, test } from "vitest";
import { mayChangeThings } from "./same-origin.ts";

const SITE = new URL("https://allokoli.example/api/calls");
const asked = (method: string, headers: Record<string, string> = {}) =>
  mayChangeThings(new Request(SITE, { method, headers }), SITE);

test("every origin may read", () => {
  expect(asked("GET", { origin: "https://evil.example" })).toBe(true);
});

test("a page of the site may make changes", () => {
  expect(asked("POST", { origin: SITE.origin })).toBe(true);
  expect(asked("DELETE", { "sec-fetch-site": "same-origin" })).toBe(true);
});

test.each([
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "http://allokoli.example" },
  { origin: "https://allokoli.example.evil.example" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
])("another page may not: %j", (headers) => {
  expect(asked("POST", headers)).toBe(false);
});
