import { expect, it } from "vitest";
import { formOf } from "./form.ts";

it("a form differs for every version, address and secret, and shows no secret", async () => {
  const server = { publicApiUrl: "https://api.allokoli.fr", masterSecret: "master-secret" };
  const forms = await Promise.all([
    formOf({ version: 1 }),
    formOf({ version: 1, server }),
    formOf({ version: 2, server }),
    formOf({ version: 1, server: { ...server, publicApiUrl: "https://api.allokoli.com" } }),
    formOf({ version: 1, server: { ...server, masterSecret: "another" } }),
  ]);
  expect(new Set(forms).size).toBe(forms.length);
  expect(await formOf({ version: 1, server })).toBe(forms[1]);
  for (const form of forms) expect(form).toMatch(/^\d+(\.[0-9a-f]{16})?$/);
});
