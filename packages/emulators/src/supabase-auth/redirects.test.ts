import { describe, expect, test } from "vitest";
import { globToRegExp, isRedirectAllowed, withFragment, withQuery } from "./redirects.ts";

const rules = {
  siteUrl: "https://app.allokoli.fr",
  allowList: ["https://*.allokoli.fr/auth/**", "allokoli://callback", "https://preview-?.pages.dev/*"],
};

describe("a redirect is allowed", () => {
  test.each([
    ["https://app.allokoli.fr", "the site"],
    ["https://app.allokoli.fr/fr/compte?x=1#y", "any page of it"],
    ["http://127.0.0.1:4321/auth/callback", "a loopback address"],
    ["http://[::1]:4321/", "the other one"],
    ["https://demo.allokoli.fr/auth/callback/deep?next=/", "a pattern with **"],
    ["https://preview-7.pages.dev/welcome", "a pattern with ?"],
    ["https://preview-7.pages.dev/welcome#a/b", "without its fragment"],
    ["allokoli://callback", "a scheme of one's own"],
  ])("%s (%s)", (target) => {
    expect(isRedirectAllowed(target, rules)).toBe(true);
  });
});

describe("a redirect is refused", () => {
  test.each([
    ["", "nothing"],
    ["https://evil.example/", "another host"],
    ["http://app.allokoli.fr/", "the site, in the clear"],
    ["https://app.allokoli.fr:8443/", "the site, on another port"],
    ["https://app.allokoli.fr@evil.example/", "the site as a user name"],
    ["https://app.allokoli.fr\\@evil.example/", "what browsers read as a slash"],
    ["\thttps://app.allokoli.fr/", "a control character"],
    ["http://2130706433/", "an address as one number"],
    ["http://10.0.0.1/", "a private address"],
    ["http://[fe80::1]/", "another one"],
    ["https://a.b.allokoli.fr/auth/x", "* past a dot"],
    ["https://preview-12.pages.dev/x", "? for two characters"],
    ["https://preview-1.pages.dev/a/b", "* past a slash"],
    ["javascript:alert(1)", "a script"],
    ["/relative", "no address"],
    ["https://%zz/", "nonsense"],
  ])("%s (%s)", (target) => {
    expect(isRedirectAllowed(target, rules)).toBe(false);
  });
});

test("a development site on localhost takes any port of it", () => {
  const local = { siteUrl: "http://localhost:4321", allowList: [] };
  expect(isRedirectAllowed("http://localhost:8788/auth/callback", local)).toBe(true);
});

test("globs know sets, alternatives and escapes", () => {
  expect(globToRegExp("https://{fr,en}.x.io/[a-c]").test("https://en.x.io/b")).toBe(true);
  expect(globToRegExp("https://{fr,en}.x.io/[a-c]").test("https://de.x.io/b")).toBe(false);
  expect(globToRegExp("[!a-c]").test("d")).toBe(true);
  expect(globToRegExp("[!a-c]").test("b")).toBe(false);
  expect(globToRegExp("a\\*").test("a*")).toBe(true);
  expect(globToRegExp("a\\*").test("ab")).toBe(false);
  expect(globToRegExp("a.b").test("axb")).toBe(false);
});

test("parameters join what the address already has", () => {
  expect(withQuery("http://x/a?next=%2Fb#c", { code: "1 2" })).toBe("http://x/a?code=1+2&next=%2Fb#c");
  expect(withFragment("http://x/a?b=1#old", { type: "recovery", access_token: "t" })).toBe(
    "http://x/a?b=1#access_token=t&type=recovery",
  );
});
