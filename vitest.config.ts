import { defineConfig } from "vitest/config";
import LongestFirst from "./tests/longest-first.ts";

const exclude = ["**/node_modules/**", "**/dist/**", "**/.wrangler/**"];
const postgres = ["./tests/postgres.setup.ts"];
const withoutCertificates = ["./tests/extra-certificates.setup.ts"];

// Zapier's platform weighs 198 MB and has a lockfile of its own: where nobody asks for it, it is not installed.
const zapier = {
  test: {
    name: "zapier",
    include: ["integrations/zapier/test/**/*.test.ts"],
    exclude,
    sequence: { groupOrder: 2 },
    maxWorkers: 3,
    isolate: false,
    // The link to where a key is made is part of what is published.
    env: { ALLOKOLI_SITE_URL: "https://app.example.com" },
    globalSetup: [...postgres, "./integrations/zapier/test/setup.ts"],
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
};

export default defineConfig({
  test: {
    reporters: ["default", "./tests/count-reporter.ts"],
    // Two cores: more workers than that only slow each other down. A stack's tests wait for clocks half of their time.
    maxWorkers: 2,
    // A forgotten `test.only` would make a run look green that tested next to nothing.
    allowOnly: false,
    // A worker closes its stacks and its browser.
    teardownTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "logic",
          include: [
            "packages/**/*.test.ts",
            "services/**/*.test.ts",
            "site/src/**/*.test.ts",
            "scripts/**/*.test.ts",
            "tests/*.test.ts",
          ],
          exclude: [...exclude, "**/*.sql.test.ts"],
          sequence: { groupOrder: 0 },
          globalSetup: "./tests/messages.setup.ts",
          // Pure functions, emulators and single Durable Objects: nothing to isolate, and it starts in a blink.
          isolate: false,
          // Against hanging, not a measure: on a busy machine a property test takes its time.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "sql",
          include: ["{packages,services,scripts,tests}/**/*.sql.test.ts"],
          exclude,
          // Our modules take longer to load than most files to run.
          isolate: false,
          sequence: { groupOrder: 1 },
          globalSetup: postgres,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "stack",
          include: ["tests/stack/**/*.test.ts"],
          exclude,
          setupFiles: withoutCertificates,
          sequence: { groupOrder: 2 },
          maxWorkers: 3,
          // Miniflare and wrangler take seconds to load: once for all files of a worker.
          isolate: false,
          globalSetup: postgres,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          exclude,
          setupFiles: withoutCertificates,
          sequence: { groupOrder: 2 },
          maxWorkers: 3,
          isolate: false,
          globalSetup: postgres,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      ...(process.env["CI"] === undefined ? [] : [zapier]),
    ],
  },
});
