import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", "**/dist/**", "**/.wrangler/**"];

export default defineConfig({
  test: {
    // One line at the end that a script can read: `N passed, N failed`.
    reporters: process.env.ALLOKOLI_REPORTER === "count" ? ["default", "./tests/count-reporter.ts"] : ["default"],
    // Two cores: more workers than that only slow each other down.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "logic",
          include: ["packages/**/*.test.ts", "services/**/*.test.ts", "site/src/**/*.test.ts", "scripts/**/*.test.ts", "tests/*.test.ts"],
          exclude: [...exclude, "**/*.sql.test.ts"],
          // Pure functions and emulators in one process: nothing to isolate, and it starts in a blink.
          isolate: false,
        },
      },
      {
        test: {
          name: "sql",
          include: ["{packages,services,scripts,tests}/**/*.sql.test.ts"],
          exclude,
          globalSetup: ["./tests/postgres.setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "house",
          include: ["tests/house/**/*.test.ts"],
          exclude,
          globalSetup: ["./tests/postgres.setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          exclude,
          globalSetup: ["./tests/postgres.setup.ts"],
          testTimeout: 90_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
