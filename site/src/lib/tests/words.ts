import type { Test, TestAttempt, TestRun } from "../api/types.ts";
import { dateTime, shortMoment } from "../format.ts";
import { m } from "../../paraglide/messages.js";
import type { Outcome } from "./outcome.ts";

export const PERSONALITIES = {
  calm: m.tests_calm,
  hurried: m.tests_hurried,
  confused: m.tests_confused,
  angry: m.tests_angry,
  talkative: m.tests_talkative,
  hesitant: m.tests_hesitant,
} satisfies Record<Test["personality"], () => string>;

export const CHANNELS = { chat: m.tests_chat, voice: m.tests_voice } satisfies Record<Test["channel"], () => string>;
export const LANGUAGES = { fr: m.tests_french, en: m.tests_english } satisfies Record<Test["language"], () => string>;

/** Options of a choice from a record of labels. */
export const optionsOf = (labels: Record<string, () => string>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label: label() }));

export const TARGET_KINDS = {
  assistant: m.assistants_title,
  squad: m.squads_title,
  workflow: m.tests_workflows,
} satisfies Record<TestRun["target"]["type"], () => string>;

type RubricVerdict = TestAttempt["rubrics"][number];
type Look = { badge: string; label: () => string };
const GOOD = "badge-good";
const BAD = "badge-danger";
const WARN = "badge-warn";

export const OUTCOMES: Record<Outcome | TestAttempt["status"], Look> = {
  queued: { badge: "", label: m.tests_queued },
  running: { badge: "badge-live", label: m.tests_running },
  waiting: { badge: "badge-live", label: m.tests_running },
  passed: { badge: GOOD, label: m.tests_passed },
  failed: { badge: BAD, label: m.tests_failed },
  skipped: { badge: WARN, label: m.tests_skipped },
  canceled: { badge: "", label: m.tests_canceled },
};

/** The verdict on one rubric; null as long as nobody judged. */
export const verdictLook = ({ verdict }: RubricVerdict): Look =>
  verdict === null ? { badge: "", label: m.tests_unjudged } : VERDICTS[verdict];
const VERDICTS: Record<NonNullable<RubricVerdict["verdict"]>, Look> = {
  passed: { badge: GOOD, label: m.tests_true },
  failed: { badge: BAD, label: m.tests_false },
  skipped: { badge: WARN, label: m.tests_unjudged },
};

/** How a run stands, as a whole. */
export function runLook({ status, endedReason, passed, cancelAskedAt }: TestRun): Look {
  if (status !== "ended") {
    return cancelAskedAt === null ? OUTCOMES[status] : { badge: WARN, label: m.tests_stopping };
  }
  if (endedReason === "canceled") return OUTCOMES.canceled;
  if (endedReason === "failed") return { badge: BAD, label: m.tests_run_broken };
  return passed === true ? { badge: GOOD, label: m.tests_run_passed } : { badge: BAD, label: m.tests_run_not_passed };
}

export const runTitle = ({ name, createdAt }: TestRun, timeZone: string) =>
  name ?? m.tests_run_of({ when: shortMoment(createdAt, timeZone) });

export const countTests = (count: number) =>
  count === 0 ? m.tests_count_none() : count === 1 ? m.tests_count_one() : m.tests_count_many({ count });
export const countCalls = (count: number) => (count === 1 ? m.tests_calls_one() : m.tests_calls_many({ count }));
export const countRubrics = (count: number) => (count === 1 ? m.tests_rubrics_one() : m.tests_rubrics_many({ count }));

/** Sentences of the service itself; all others are the judge's or the voice provider's own words. */
const SENTENCES: Record<string, () => string> = {
  "The call failed.": m.tests_reason_call,
  "None of the rubrics could be judged.": m.tests_reason_unjudged,
  "The voice provider takes no tests at the moment.": m.tests_reason_refused,
  "The voice provider does not know the run any more.": m.tests_reason_lost,
  "The voice provider gave no result.": m.tests_reason_lost,
  "The voice provider did not finish it in time.": m.tests_reason_late,
  "The voice provider did not finish the run in time.": m.tests_reason_late,
};
const NOT_MET = "Not met: ";

export function tellReason(reason: string): string {
  if (Object.hasOwn(SENTENCES, reason)) return SENTENCES[reason]?.() ?? reason;
  return reason.startsWith(NOT_MET) ? m.tests_reason_not_met({ rubric: reason.slice(NOT_MET.length) }) : reason;
}

/** Whether a verdict of the attempt says its reason already. */
export const isSaidBy = ({ reason, rubrics }: Pick<TestAttempt, "reason" | "rubrics">) =>
  rubrics.some((rubric) => rubric.reason === reason || `${NOT_MET}${rubric.text}` === reason);

export const transcriptSpeaker = {
  caller: m.tests_caller,
  assistant: m.speaker_assistant,
  tool: m.tests_tool,
};

/** « Accueil est appelé », or which of its drafts; and that nobody has pressed a button. */
export function runTarget({ target: { name }, draft, isScheduled }: TestRun, timeZone: string): string {
  const who =
    draft === null ? m.tests_run_on({ name }) : m.tests_run_on_draft({ name, when: dateTime(draft.keptAt, timeZone) });
  return isScheduled ? `${who}, ${m.tests_run_scheduled()}` : who;
}
