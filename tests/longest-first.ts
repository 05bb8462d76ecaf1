import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Started late, one of these would still run alone when all others have ended. */
const LONGEST = [
  "browser/pages",
  "browser/editor",
  "stack/random-requests",
  "stack/hostile-messages",
  "stack/mirrors",
  "browser/talk",
  "browser/failures",
  "browser/developers",
  "browser/assistant",
  "browser/test-suites",
  "stack/slow-vapi",
  "stack/chaos",
].map((name) => `/tests/${name}.test.ts`);

/** Starts with the files that take minutes, then the others in vitest's own order. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((path) => moduleId.endsWith(path));
      return at === -1 ? LONGEST.length : at;
    };
    // With `call`, because the linter would take it for an array's sort.
    const usual = await super.sort.call(this, files);
    return usual.toSorted((left, right) => group(left) - group(right) || rank(left) - rank(right));
  }
}
