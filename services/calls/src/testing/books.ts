import {
  fold,
  startOf,
  type History,
  type NumberedEvent,
  type Progress,
  type Source,
  type Step,
} from "../room/fold.ts";
import { toLines, toTranscript, toTurns } from "../room/lines.ts";
import type { Report } from "../room/report.ts";
import type { Sighting } from "../room/translate.ts";

export const CALL_ID = "01990000-0000-7000-8000-000000000abc";

/** A call's history in memory: what the room does with its storage, for tests of the pure part. */
export class Books {
  progress: Progress = startOf("queued");
  events: NumberedEvent[] = [];
  report: Report | undefined;

  add(sighting: Sighting, source: Source): Step {
    const history: History = { has: (key) => this.events.some((event) => event.key === key), all: () => this.events };
    const step = fold(this.progress, sighting, history, source);
    this.progress = step.progress;
    this.events = [...this.events, ...step.events];
    this.report = step.report ?? this.report;
    return step;
  }

  /** What is left of the call in the end: the rows, without who said so and when it was heard. */
  history() {
    const { startedAt, endedAt, endedReason, status } = this.progress;
    const turns =
      this.report !== undefined && this.report.turns.length > 0 ? this.report.turns : toTurns(this.events, startedAt);
    return {
      status,
      startedAt,
      endedAt,
      endedReason,
      report: this.report,
      lines: toLines(CALL_ID, turns),
      transcript: toTranscript(turns),
    };
  }
}
