import { tellEndedReason } from "../lib/calls/ended-reason.ts";
import type { CallView } from "../live/call-view.ts";
import { m } from "../paraglide/messages.js";

/** What is known at once when a call is over, until the page with the full report is loaded. */
export function ReportNote({ view }: { view: CallView }) {
  const reason = view.endedReason ?? view.report?.endedReason;
  return (
    <section className="notice grid gap-2" role="status">
      <h2>{m.report_over()}</h2>
      {reason && <p>{tellEndedReason(reason)}</p>}
      {view.report === null ? (
        <p className="flex items-center gap-2 text-soft">
          <span className="spinner" />
          {m.report_coming()}
        </p>
      ) : (
        <p>{view.report.summary ?? m.report_no_summary()}</p>
      )}
    </section>
  );
}
