import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { createSecret, openSecrets, sealSecret, signedHeaders } from "./signing.ts";

const env = { CREDENTIALS_KEY: btoa("k".repeat(32)) };
const body = JSON.stringify({ type: "ping", data: { id: "é" } });

describe("a secret", () => {
  it("is 32 random bytes, as Standard Webhooks writes them", () => {
    const secret = createSecret();
    expect(secret).toMatch(/^whsec_/);
    expect(atob(secret.slice("whsec_".length))).toHaveLength(32);
    expect(createSecret()).not.toBe(secret);
  });

  it("is sealed for its row: moved to another, or to another organization, it does not open", async () => {
    const secret = createSecret();
    const { text, keyId } = await sealSecret(env, "webhook", "org", "row", secret);
    const kept = { id: "row", sealed: text, keyId };
    expect(text).not.toContain(secret.slice("whsec_".length));
    expect(await openSecrets(env, "webhook", "org", [kept])).toEqual([secret]);
    await expect(openSecrets(env, "webhook", "other", [kept])).rejects.toThrow();
    await expect(openSecrets(env, "webhook", "org", [{ ...kept, id: "other" }])).rejects.toThrow();
    await expect(openSecrets(env, "tool", "org", [kept])).rejects.toThrow();
  });
});

describe("what is sent", () => {
  it("is verified with each of its secrets and with no other, and not once it was changed", () => {
    const [first, second, other] = [createSecret(), createSecret(), createSecret()];
    const headers = signedHeaders([first, second], "event", new Date(), body);
    expect(new Webhook(first).verify(body, headers)).toEqual(JSON.parse(body));
    expect(new Webhook(second).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(other).verify(body, headers)).toThrow("No matching signature");
    expect(() => new Webhook(first).verify(body.replace("ping", "pong"), headers)).toThrow("No matching signature");
    expect(() => new Webhook(first).verify(body, { ...headers, "webhook-id": "other" })).toThrow();
  });

  it("is of its moment: a receiver refuses it once it is old", () => {
    const secret = createSecret();
    const headers = signedHeaders([secret], "event", new Date(Date.now() - 6 * 60_000), body);
    expect(() => new Webhook(secret).verify(body, headers)).toThrow("too old");
  });
});
