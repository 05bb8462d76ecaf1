import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findUrlFault } from "../http/public-url.ts";
import { Problem } from "../http/problem.ts";
import { addressRules } from "./address-rules.ts";

const HOME = { PUBLIC_API_URL: "http://localhost:8787", SITE_URL: "http://localhost:4321" };

describe("the rules for addresses of tenants", () => {
  it("let local ones through where development says so itself", () => {
    expect(findUrlFault("http://127.0.0.1:9000/", addressRules({ ...HOME, DEVELOPMENT: "true" }))).toBeUndefined();
  });

  it.each([undefined, "", "false", "1", "TRUE", "true "])("are production's where it says %j", (value) => {
    const env = value === undefined ? HOME : { ...HOME, DEVELOPMENT: value };
    expect(addressRules(env).development).toBe(false);
    expect(findUrlFault("http://127.0.0.1:9000/", addressRules(env))).toBeDefined();
    expect(findUrlFault("https://127.0.0.1:9000/", addressRules(env))).toBeDefined();
  });

  it("know our own addresses, or are none", () => {
    expect(addressRules(HOME).ownUrls).toEqual([HOME.PUBLIC_API_URL, HOME.SITE_URL]);
    expect(() => addressRules({ ...HOME, SITE_URL: "" })).toThrow(Problem);
    expect(() => addressRules({ ...HOME, PUBLIC_API_URL: "" })).toThrow(Problem);
    expect(() => addressRules({ ...HOME, PUBLIC_API_URL: "api.allokoli.fr" })).toThrow(Problem);
  });

  it("find no word of development in what is deployed", () => {
    const configs = globSync(["wrangler.{toml,json,jsonc}", "{services,site,packages}/**/wrangler.{toml,json,jsonc}"], {
      exclude: ["**/node_modules/**"],
    });
    expect(configs.length).toBeGreaterThanOrEqual(10);
    for (const path of [...configs, ...globSync(["{.,services/*,site}/.dev.vars*"])]) {
      expect([path, readFileSync(path, "utf8")]).toEqual([path, expect.not.stringContaining("DEVELOPMENT")]);
    }
  });
});
