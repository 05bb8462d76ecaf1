import { describe, expect, it } from "vitest";
import { keepSecrets, openHeaders, sealHeaders, toShownHeader, type GivenHeader } from "./headers.ts";

const env = { CREDENTIALS_KEY: btoa("k".repeat(32)) };
const GIVEN: GivenHeader[] = [
  { name: "Authorization", value: "Bearer 0f3c9a7be2d14c58", isSecret: true },
  { name: "X-Pin", value: "1234", isSecret: true },
  { name: "X-Source", value: "allokoli", isSecret: false },
];

describe("headers", () => {
  it("are stored without their secrets, shown masked, and opened complete", async () => {
    const { headers, secrets } = await sealHeaders(env, "org-1", GIVEN);
    expect(JSON.stringify([headers, secrets])).not.toMatch(/0f3c|1234/);
    expect(headers.map(toShownHeader)).toEqual([
      { name: "Authorization", value: "••••4c58", isSecret: true },
      { name: "X-Pin", value: "••••", isSecret: true },
      { name: "X-Source", value: "allokoli", isSecret: false },
    ]);
    expect(await openHeaders(env, "org-1", headers, secrets)).toEqual({
      Authorization: "Bearer 0f3c9a7be2d14c58",
      "X-Pin": "1234",
      "X-Source": "allokoli",
    });
    await expect(openHeaders(env, "org-2", headers, secrets)).rejects.toThrow();
  });

  it("stay as they were when sent back as shown; the masked secret of another header is refused", async () => {
    const before = (await sealHeaders(env, "org-1", GIVEN)).headers;
    const again = await sealHeaders(env, "org-1", before.map(toShownHeader));
    expect(keepSecrets(again.headers, again.secrets, before, "headers")).toEqual(before);
    for (const wrong of [
      { name: "X-Other", value: "••••4c58", isSecret: true },
      { name: "X-Pin", value: "••••", isSecret: false },
    ]) {
      const { headers, secrets } = await sealHeaders(env, "org-1", [wrong]);
      expect(() => keepSecrets(headers, secrets, before, "headers")).toThrowError(
        expect.objectContaining({ errors: [expect.objectContaining({ path: "headers.0.value" })] }),
      );
    }
  });
});
