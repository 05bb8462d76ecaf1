import { describe, expect, it } from "vitest";
import { findImportFaults } from "./imports.ts";

/** Files by their path, each with the names that it imports. */
const faultsOf = (files: Record<string, string[]>) =>
  findImportFaults(
    Object.entries(files).map(([path, names]) => {
      const text = names.map((name) => `import type { X } from "${name}";\n`).join("");
      return { path, text: path.endsWith(".astro") ? `---\n${text}---\n<p>it's from "./b.ts"</p>` : text };
    }),
  );

describe("imports", () => {
  it("may go from a folder to the files and folders beside it, and between a folder's own files and its folders", () => {
    const files = {
      "services/a/src/app.ts": ["./numbers/routes.ts", "./env.ts", "@allokoli/shared/http/page"],
      "services/a/src/numbers/routes.ts": ["../env.ts", "../orders/order.ts"],
      "services/a/src/orders/order.ts": ["../env.ts"],
      "packages/shared/src/http/page.ts": ["node:fs"],
    };
    expect(faultsOf(files)).toEqual([]);
  });

  it("may not form a circle of files", () => {
    const files = { "site/src/lib/a.ts": ["./b.ts"], "site/src/lib/b.ts": ["./a.ts"] };
    expect(faultsOf(files)).toHaveLength(2);
  });

  it("may not form a circle of folders, though no file imports itself", () => {
    const files = {
      "services/a/src/numbers/store.ts": ["../orders/detail.ts"],
      "services/a/src/orders/world.ts": ["../numbers/search.ts"],
      "services/a/src/app.ts": ["./orders/world.ts"],
    };
    expect(faultsOf(files)).toEqual([
      "services/a/src: numbers → orders is part of a circle (services/a/src/numbers/store.ts imports services/a/src/orders/detail.ts)",
      "services/a/src: orders → numbers is part of a circle (services/a/src/orders/world.ts imports services/a/src/numbers/search.ts)",
    ]);
  });

  it.each([
    ["services/a/src/app.ts", "../../b/src/env.ts"],
    ["services/a/src/app.test.ts", "../../b/src/env.ts"],
    ["services/a/src/app.ts", "@allokoli/emulators/vapi/server"],
    ["services/a/src/app.ts", "../../../tests/receiver.ts"],
    ["packages/shared/src/log/log.ts", "../../../emulators/src/http/serve.ts"],
    ["site/src/pages/index.astro", "../../../services/a/src/contract.ts"],
  ])("may not lead from %s to %s", (path, name) => {
    expect(faultsOf({ [path]: [name] })).toEqual([expect.stringContaining(`${path} may not import`)]);
  });

  it("may go from a test to the emulators and to the code that all tests share", () => {
    const files = { "services/a/src/app.test.ts": ["@allokoli/emulators/vapi/server", "../../../tests/receiver.ts"] };
    expect(faultsOf(files)).toEqual([]);
  });
});
