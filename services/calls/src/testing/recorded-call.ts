import { fold, type Step } from "../room/events/fold.ts";
import { toLines, toTranscript, toTurns } from "../room/events/lines.ts";
import type { Report } from "../room/events/report.ts";
import type { Sighting } from "../room/events/translate.ts";
import { startOf, type History, type NumberedEvent, type Progress, type Source } from "../room/events/history.ts";

export const CALL_ID = "01990000-0000-7000-8000-000000000abc";

/** A call's history in memory, as a room would store it, for tests of the pure functions. */
export class RecordedCall {
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

  /** What remains of the call at the end: the rows, without their source and time of arrival. */
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
