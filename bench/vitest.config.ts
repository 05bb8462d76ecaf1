import { defineConfig } from "vitest/config";

// Of the benches that need what the tests need: each runs its own measure.ts.
export default defineConfig({
  test: {
    include: ["bench/*/measure.ts"],
    globalSetup: ["./tests/postgres.setup.ts"],
    testTimeout: 600_000,
    hookTimeout: 180_000,
  },
});
