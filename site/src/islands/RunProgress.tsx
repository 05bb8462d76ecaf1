import { useEffect, useState } from "preact/hooks";
import { api, mayStillWatch } from "../lib/api/browser.ts";
import type { TestRun } from "../lib/api/types.ts";
import { m } from "../paraglide/messages.js";

const FIRST_MS = 2_000;
const LONGEST_MS = 10_000;

const doneOf = ({ attempts }: TestRun) => attempts.total - attempts.queued - attempts.running;

/** How far a run has come; when it is over, the page is loaded again. */
export function RunProgress({ run: rendered }: { run: TestRun }) {
  const run = useRun(rendered);
  const { total, passed, failed, skipped, canceled } = run.attempts;
  const done = doneOf(run);
  const counts = [
    { label: m.tests_counts_passed(), count: passed },
    { label: m.tests_counts_failed(), count: failed },
    { label: m.tests_counts_skipped(), count: skipped },
    { label: m.tests_counts_canceled(), count: canceled },
  ].filter(({ count }, index) => index < 2 || count > 0);
  return (
    <div className="grid gap-3">
      <label className="grid gap-2">
        <span role="status">{m.tests_progress_done({ done, total })}</span>
        <progress className="progress" value={done} max={total} />
      </label>
      <dl className="flex flex-wrap gap-x-6 gap-y-1">
        {counts.map(({ label, count }) => (
          <div key={label} className="flex gap-2">
            <dt className="hint">{label}</dt>
            <dd className="number font-semibold">{count}</dd>
          </div>
        ))}
      </dl>
      {done !== doneOf(rendered) && (
        <p>
          <a className="link text-sm" href={`/tests/${run.suiteId}/runs/${run.id}`}>
            {m.tests_progress_fresh()}
          </a>
        </p>
      )}
    </div>
  );
}

function useRun(rendered: TestRun): TestRun {
  const [run, setRun] = useState(rendered);
  const { id: runId, suiteId: id } = rendered;
  useEffect(() => {
    let timer: number;
    let pause = FIRST_MS;
    const look = async () => {
      if (!document.hidden) {
        const answer = await api.get("/v1/test-suites/{id}/runs/{runId}", { path: { id, runId } });
        if (answer.ok && answer.data.status === "ended") {
          location.reload();
          return;
        }
        if (answer.ok) setRun(answer.data);
        if (!mayStillWatch(answer)) return;
      }
      pause = Math.min(pause * 1.3, LONGEST_MS);
      timer = window.setTimeout(() => void look(), pause);
    };
    timer = window.setTimeout(() => void look(), pause);
    return () => window.clearTimeout(timer);
  }, [id, runId]);
  return run;
}
