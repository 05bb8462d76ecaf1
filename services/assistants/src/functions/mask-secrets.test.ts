import { describe, expect, it } from "vitest";
import { maskSecrets, withoutSecrets } from "./mask-secrets.ts";

const TOKEN = "0f3c9a7be2d14c58";

describe("a secret", () => {
  it.each([
    ["whole", `Bearer ${TOKEN}`, `you sent Bearer ${TOKEN}`, "you sent ••••"],
    ["without its scheme", `Bearer ${TOKEN}`, `{"token":"${TOKEN}"}`, '{"token":"••••"}'],
    ["as JSON writes it", 'pass"word\\1', JSON.stringify({ key: 'pass"word\\1' }), '{"key":"••••"}'],
    [
      "as a URL writes it",
      "pass word/1",
      `https://a.example/?key=${encodeURIComponent("pass word/1")}`,
      "https://a.example/?key=••••",
    ],
    ["decoded", `Basic ${btoa("anne:sesame-7")}`, "bad password sesame-7 for anne", "bad password •••• for anne"],
    ["among others", "0123456789ab", "0123456789ab 0123456789abcdef", "•••• ••••cdef"],
  ])("is masked %s", (_how, secret, text, masked) => {
    expect(maskSecrets(text, [secret, "0123456789"])).toBe(masked);
  });

  it("that is too short leaves the text as it is, as does the name of a scheme", () => {
    expect(maskSecrets("Bearer oui", ["oui", "Bearer abcdefgh"])).toBe("Bearer oui");
  });

  it("is nowhere in an answer", () => {
    const answer = {
      outcome: "answered",
      status: 200,
      headers: { "x-echo": TOKEN },
      body: TOKEN,
      isCut: false,
    } as const;
    expect(withoutSecrets(answer, [TOKEN])).toEqual({ ...answer, headers: { "x-echo": "••••" }, body: "••••" });
  });
});
