import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["bench/site/measure.ts"],
    globalSetup: ["./tests/postgres.setup.ts"],
    testTimeout: 600_000,
    hookTimeout: 180_000,
  },
});
