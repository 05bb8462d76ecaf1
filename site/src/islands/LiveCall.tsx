import "../lib/browser/locale.ts";
import { useEffect, useReducer, useState } from "preact/hooks";
import type { Call, Message } from "../lib/api/types.ts";
import { api, mayStillWatch } from "../lib/api/browser.ts";
import { isLive, STATUS_LABELS } from "../lib/calls/labels.ts";
import { loadMessages } from "../lib/calls/load.ts";
import { clock } from "../lib/format.ts";
import type { ApiProblem } from "../lib/api/client.ts";
import { applyEvent, viewOf, type CallView, type StreamedEvent } from "../live/call-view.ts";
import { CALL_EVENT_TYPES, toStreamedEvent } from "../live/stream-event.ts";
import { useEventSource } from "../live/use-event-source.ts";
import { useNow } from "../live/use-now.ts";
import { m } from "../paraglide/messages.js";
import { ConnectionState } from "./ConnectionState.tsx";
import { HangUp } from "./HangUp.tsx";
import { ProblemNote } from "./ProblemNote.tsx";
import { ReportNote } from "./ReportNote.tsx";
import { Say } from "./Say.tsx";
import { Script } from "./Script.tsx";

type Props = { call: Call; messages: Message[]; renderedAt: number; mayAct: boolean };
type Action = { do: "apply"; event: StreamedEvent } | { do: "replace"; view: CallView };

const reduce = (view: CallView, action: Action) =>
  action.do === "apply" ? applyEvent(view, action.event) : action.view;

/** A live call: the words as they are said, who speaks, and a person's actions on it. */
export function LiveCall({ call, messages, renderedAt, mayAct }: Props) {
  const [view, dispatch] = useReducer(reduce, { call, messages }, viewOf);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const isGoingOn = view.status !== "ended";
  const now = useNow(renderedAt, isGoingOn);
  const path = { id: call.id };

  async function fetchAgain() {
    const [again, said] = await Promise.all([api.get("/v1/calls/{id}", { path }), loadMessages(api, call.id)]);
    if (again.ok && said.ok) dispatch({ do: "replace", view: viewOf({ call: again.data, messages: said.data }) });
    else setProblem(again.ok ? (said.ok ? null : said.problem) : again.problem);
  }

  const connection = useEventSource(`/api/calls/${call.id}/listen`, {
    types: CALL_EVENT_TYPES,
    onEvent(type, data) {
      if (type === "reset") void fetchAgain();
      const event = toStreamedEvent(data);
      if (event !== undefined && type !== "reset") dispatch({ do: "apply", event });
      return type === "call.report";
    },
    async mayTryAgain() {
      const answer = await api.get("/v1/calls/{id}", { path });
      setProblem(answer.ok || mayStillWatch(answer) ? null : answer.problem);
      return mayStillWatch(answer);
    },
  });
  useReportWhenWritten(call.id, view);

  const running =
    view.startedAt === null
      ? null
      : (view.endedAt === null ? now : Date.parse(view.endedAt)) - Date.parse(view.startedAt);
  return (
    <div className="grid gap-6">
      <div className="card sticky top-0 z-10 flex flex-wrap items-center gap-x-5 gap-y-3 px-5 py-3">
        <span className={`badge ${isLive(view) ? "badge-live" : ""}`}>{STATUS_LABELS[view.status]()}</span>
        {running !== null && (
          <span className="number text-xl font-semibold" role="timer" aria-label={m.live_duration()}>
            {clock(running)}
          </span>
        )}
        {isLive(view) && <Speaking view={view} />}
        <span className="ml-auto flex flex-wrap items-center gap-3">
          <ConnectionState connection={connection} />
          {mayAct && isLive(view) && <HangUp callId={call.id} onProblem={setProblem} />}
        </span>
      </div>
      {problem && <ProblemNote problem={problem} />}
      {!isGoingOn && <ReportNote view={view} />}
      <Words view={view} customerName={call.customer.name} />
      {mayAct && view.status === "in-progress" && <Say callId={call.id} onProblem={setProblem} />}
    </div>
  );
}

/** The words so far; for a call that is to begin later there is nothing to wait for yet. */
function Words({ view, customerName }: { view: CallView; customerName: string | null }) {
  if (view.status === "scheduled") return null;
  const { lines, partial, startedAt, assistantName } = view;
  if (lines.length === 0 && Object.keys(partial).length === 0 && view.status !== "ended")
    return (
      <p className="py-8 text-center text-soft">
        {view.status === "in-progress" ? m.live_nothing_said() : m.live_waiting()}
      </p>
    );
  return <Script {...{ lines, startedAt, assistantName, customerName, partial }} isLive />;
}

function Speaking({ view }: { view: CallView }) {
  const role = view.speaking.assistant ? "assistant" : view.speaking.user ? "user" : null;
  const text =
    role === "assistant" ? m.live_assistant_speaks() : role === "user" ? m.live_user_speaks() : m.live_nobody_speaks();
  return (
    <span className="inline-flex items-center gap-2 text-sm text-soft">
      <span className="ticks" data-speaking={role !== null} aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </span>
      {text}
    </span>
  );
}

const FIRST_LOOK_MS = 700;
const LOOKS = 12;

/** Reloads the page once the history has the report too, to show all of it. */
function useReportWhenWritten(callId: string, view: CallView) {
  const isReported = view.report !== null;
  const { lastSeq } = view;
  useEffect(() => {
    if (!isReported) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (left: number, waitMs: number) => {
      const answer = await api.get("/v1/calls/{id}", { path: { id: callId } });
      if (answer.ok && answer.data.status === "ended" && answer.data.lastSeq >= lastSeq)
        location.replace(location.pathname);
      else if (left > 0) timer = setTimeout(() => void look(left - 1, waitMs * 1.5), waitMs);
    };
    timer = setTimeout(() => void look(LOOKS, FIRST_LOOK_MS), FIRST_LOOK_MS);
    return () => clearTimeout(timer);
  }, [callId, isReported, lastSeq]);
}
