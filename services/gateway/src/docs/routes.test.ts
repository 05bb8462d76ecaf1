import { beforeEach, describe, expect, it } from "vitest";
import { type TestGateway, openTestGateway } from "../testing/test-gateway.ts";

let door: TestGateway;
beforeEach(() => {
  door = openTestGateway();
});

describe("the reference page", () => {
  it("runs scripts of this origin alone, asks no other one, and stands in nobody's frame", async () => {
    const page = await door.call("/docs");
    const policy = page.headers.get("content-security-policy")?.split("; ") ?? [];
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy.join(" ")).not.toMatch(/unsafe-eval|https?:|\*/);
    expect(await page.text()).not.toMatch(/https?:\/\//);
  });

  it("is not sent again to who has it", async () => {
    const etag = (await door.call("/docs")).headers.get("etag") ?? "";
    expect((await door.call("/docs", { headers: { "if-none-match": etag } })).status).toBe(304);
  });

  it("has each of its scripts from the static files, with the headers of every answer", async () => {
    const scripts = [...(await (await door.call("/docs")).text()).matchAll(/src="([^"]+)"/g)].map(
      ([, path = ""]) => path,
    );
    expect(scripts).toEqual(["/docs/scalar.js", "/docs/start.js"]);
    door.answer = () => new Response("script()", { headers: { "content-type": "text/javascript", etag: '"1"' } });
    for (const path of scripts) {
      const script = await door.call(path);
      expect([await script.text(), script.headers.get("etag")]).toEqual(["script()", '"1"']);
      expect(script.headers.get("x-content-type-options")).toBe("nosniff");
    }
    expect(door.seen.map(({ binding, request }) => [binding, new URL(request.url).pathname])).toEqual(
      scripts.map((path) => ["ASSETS", path]),
    );
  });

  it("leads to no other static file", async () => {
    for (const path of ["/docs/other.js", "/docs/scalar.js/more", "/docs/..%2Fsecret", "/docs/scalarXjs"])
      expect((await door.call(path)).status, path).toBe(404);
    expect(door.seen).toEqual([]);
  });
});
