import type { CalleeKind } from "@allokoli/shared/db/callees";
import type { DraftSnapshot } from "@allokoli/shared/rpc/drafts";
import type { TestSettings } from "../tests/contract.ts";

export type PlannedTest = { id: string; name: string; settings: TestSettings };

/** Who is called: what Vapi has, or what a draft would make of it, compiled when a test begins. */
export type PlannedTarget =
  | { type: CalleeKind; vapiId: string }
  | { type: CalleeKind; id: string; draft: Pick<DraftSnapshot, "name" | "settings"> };

/** What a run does, as the suite and its target were when it began. */
export type Plan = { target: PlannedTarget; tests: PlannedTest[] };

/**
 * One test at Vapi. `sent`: Vapi was asked, and the result is not known yet; its run is looked for before Vapi is asked
 * again. `over`: nothing more comes.
 */
export type VapiRun = {
  testId: string;
  state: "waiting" | "sent" | "begun" | "over";
  vapiRunId: string | null;
  /** Milliseconds since 1970. */
  sentAt: number | null;
};

export const waiting = ({ id }: PlannedTest): VapiRun => ({
  testId: id,
  state: "waiting",
  vapiRunId: null,
  sentAt: null,
});
