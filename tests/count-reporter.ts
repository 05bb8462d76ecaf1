import { writeFileSync } from "node:fs";
import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** The result of a run of tests; a file or a hook that broke counts as failed, besides its tests. */
export interface Count {
  passed: number;
  failed: number;
}

/** Writes the run's count to ALLOKOLI_COUNT_FILE, for scripts/test.ts. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const file = process.env.ALLOKOLI_COUNT_FILE;
    if (file === undefined) return;
    const tests: TestCase[] = modules.flatMap((module) => [...module.children.allTests()]);
    const broken = modules.flatMap((module) => [
      ...module.errors(),
      ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
    ]);
    const count: Count = {
      passed: tests.filter((test) => test.result().state === "passed").length,
      failed: tests.filter((test) => test.result().state === "failed").length + broken.length + unhandledErrors.length,
    };
    writeFileSync(file, JSON.stringify(count));
  }
}
