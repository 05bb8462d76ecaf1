import { beforeEach, describe, expect, it } from "vitest";
import { type FrontDoor, openFrontDoor, signed, statusAndCode, THERE } from "./testing/front-door.ts";

let door: FrontDoor;
beforeEach(() => {
  door = openFrontDoor();
});

describe("health", () => {
  it("says which parts are reachable, and nothing more", async () => {
    const well = await door.call("/healthz");
    expect([well.status, await well.json()]).toEqual([200, { status: "ok", database: "up", authKeys: "up" }]);
  });

  it("is degraded when a part is away", async () => {
    door.databaseIsAway = true;
    door.authIsAway = true;
    const ill = await door.call("/healthz");
    expect([ill.status, await ill.json()]).toEqual([503, { status: "degraded", database: "down", authKeys: "down" }]);
  });
});

describe("input of the gateway's own resources", () => {
  const patch = (path: string, body: string) =>
    door.call(path, { ...signed({ "content-type": "application/json" }), method: "PATCH", body });

  it.each(["/v1/me", "/v1/organization"])(
    "is refused by %s when it is not JSON, not an object, empty or too large",
    async (path) => {
      expect(await statusAndCode(await patch(path, "{"))).toEqual([400, "bad_json"]);
      expect(await statusAndCode(await patch(path, "[]"))).toEqual([422, "validation_failed"]);
      expect(await statusAndCode(await patch(path, "{}"))).toEqual([422, "validation_failed"]);
      expect(await statusAndCode(await patch(path, JSON.stringify({ name: "x".repeat(300_000) })))).toEqual([
        413,
        "payload_too_large",
      ]);
    },
  );

  it("is refused when it says that it is something else", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"]) {
      const response = await door.call("/v1/me", { ...signed({ "content-type": type }), method: "PATCH", body: "{}" });
      expect(await statusAndCode(response)).toEqual([415, "unsupported_media_type"]);
    }
    const json = signed({ "content-type": "application/json; charset=utf-8" });
    const response = await door.call("/v1/me", { ...json, method: "PATCH", body: "{}" });
    expect(response.status).toBe(422);
  });

  it.each([
    ["/v1/me", { fullName: "" }, "fullName"],
    ["/v1/me", { fullName: "a\0b" }, "fullName"],
    ["/v1/organization", { name: "a\ud83c" }, "name"],
    ["/v1/me", { locale: "xx" }, "locale"],
    ["/v1/me", { role: "owner" }, "role"],
    ["/v1/organization", { name: "x".repeat(81) }, "name"],
    ["/v1/organization", { timeZone: "+02:00" }, "timeZone"],
    ["/v1/organization", { timeZone: "Europe/Nowhere" }, "timeZone"],
    ["/v1/organization", { orgId: THERE }, "orgId"],
  ])("of %s names the wrong field of %j", async (path, body, field) => {
    const response = await patch(path, JSON.stringify(body));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ path: field })]),
    });
  });
});
