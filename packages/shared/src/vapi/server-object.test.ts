import { describe, expect, it } from "vitest";
import { organizationSecret } from "../crypto/hmac.ts";
import { SECRET_HEADER, vapiServer } from "./server-object.ts";

const input = {
  publicApiUrl: "https://api.example.org",
  masterSecret: "master",
  orgId: "0198c2a4-0000-7000-8000-000000000001",
};

describe("the server object", () => {
  it("names the organization, and the call where it is known", async () => {
    const server = await vapiServer(input);
    expect(server.url).toBe(`https://api.example.org/v1/webhooks/receive?org=${input.orgId}`);
    const ofCall = await vapiServer({ ...input, callId: "0198c2a4-0000-7000-8000-000000000002" });
    expect(ofCall.url).toBe(`${server.url}&call=0198c2a4-0000-7000-8000-000000000002`);
  });

  it("carries the organization's secret, never the master's", async () => {
    const server = await vapiServer(input);
    expect(server.headers[SECRET_HEADER]).toBe(await organizationSecret("master", input.orgId));
    expect(JSON.stringify(server)).not.toContain("master");
  });

  it("is retried within Vapi's limits", async () => {
    const { backoffPlan, timeoutSeconds } = await vapiServer(input);
    expect(backoffPlan?.maxRetries).toBeLessThanOrEqual(10);
    expect(backoffPlan?.baseDelaySeconds).toBeLessThanOrEqual(10);
    expect(timeoutSeconds).toBeLessThanOrEqual(300);
  });
});
