import { beforeEach, describe, expect, it } from "vitest";
import { type TestGateway, openTestGateway, signed, statusAndCode, THERE } from "./testing/test-gateway.ts";

const VOICE_UP = { state: "up", since: null, message: null };

let door: TestGateway;
beforeEach(() => {
  door = openTestGateway();
});

describe("health", () => {
  it("says which parts are reachable, and nothing more", async () => {
    const well = await door.call("/healthz");
    expect([well.status, await well.json()]).toEqual([
      200,
      { status: "ok", database: "up", authKeys: "up", voice: VOICE_UP },
    ]);
  });

  it("is degraded when a part is away", async () => {
    door.databaseIsAway = true;
    door.authIsAway = true;
    const ill = await door.call("/healthz");
    expect([ill.status, await ill.json()]).toEqual([
      503,
      { status: "degraded", database: "down", authKeys: "down", voice: VOICE_UP },
    ]);
  });

  it("says since when the voice does not answer, and asks three Workers once in ten seconds, whoever asks", async () => {
    door.voiceSince.set("CALLS_VOICE", "2026-11-27T14:02:00.000Z").set("ASSISTANTS_VOICE", "2026-11-27T14:03:00.000Z");
    for (let number = 0; number < 20; number += 1) {
      const ill = await door.call("/healthz");
      expect([ill.status, await ill.json()]).toEqual([
        503,
        {
          status: "degraded",
          database: "up",
          authKeys: "up",
          voice: {
            state: "down",
            since: "2026-11-27T14:02:00.000Z",
            message: expect.stringContaining("has not answered since 2026-11-27T14:02:00.000Z"),
          },
        },
      ]);
    }
    expect(door.voiceAsked).toBe(3);
    door.voiceSince.clear();
    door.nowMs += 10_000;
    expect(await (await door.call("/healthz")).json()).toMatchObject({ status: "ok", voice: VOICE_UP });
  });

  it("does not wait for a Worker that hangs", async () => {
    door.voiceSince.set("TELEPHONY_VOICE", "hangs");
    const startedAt = performance.now();
    expect((await door.call("/healthz")).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
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
