import "../lib/browser/locale.ts";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Call, Message } from "../lib/api/types.ts";
import { api, mayStillWatch } from "../lib/api/browser.ts";
import { isLive, STATUS_LABELS } from "../lib/calls/labels.ts";
import { loadMessages } from "../lib/calls/load.ts";
import { clock } from "../lib/format.ts";
import type { ApiProblem } from "../lib/api/client.ts";
import { viewOf, type CallView } from "../live/call-view.ts";
import { follow, type Followed } from "../live/followed.ts";
import { CALL_EVENT_TYPES, toStreamedEvent } from "../live/stream-event.ts";
import { useEventSource } from "../live/use-event-source.ts";
import { useFollowing, useRestOfWindow } from "../live/use-following.ts";
import { useNow } from "../live/use-now.ts";
import { m } from "../paraglide/messages.js";
import { ConnectionState } from "./ConnectionState.tsx";
import { HangUp } from "./HangUp.tsx";
import { ListenIn } from "./ListenIn.tsx";
import { ProblemNote } from "./ProblemNote.tsx";
import { ReportNote } from "./ReportNote.tsx";
import { Say } from "./Say.tsx";
import { Script } from "./Script.tsx";
import { TakeCall } from "./TakeCall.tsx";

type Props = { call: Call; messages: Message[]; renderedAt: number; mayAct: boolean };

const begin = (history: Parameters<typeof viewOf>[0]): Followed => ({ view: viewOf(history), gap: null });

/** A live call: the words as they are said, who speaks, and a person's actions on it, all in one window. */
export function LiveCall({ call, messages, renderedAt, mayAct }: Props) {
  const [{ view, gap }, dispatch] = useReducer(follow, { call, messages }, begin);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const box = useRestOfWindow<HTMLElement>();
  const isGoingOn = view.status !== "ended";
  const now = useNow(renderedAt, isGoingOn);
  const path = { id: call.id };

  const connection = useEventSource(`/api/calls/${call.id}/listen`, {
    types: CALL_EVENT_TYPES,
    onEvent(type, data, seq) {
      const event = toStreamedEvent(data);
      if (type === "reset") dispatch({ do: "miss", through: Number(seq) });
      else if (event !== undefined) dispatch({ do: "apply", event });
      return type === "call.report";
    },
    async mayTryAgain() {
      const answer = await api.get("/v1/calls/{id}", { path });
      setProblem(answer.ok || mayStillWatch(answer) ? null : answer.problem);
      return mayStillWatch(answer);
    },
  });
  useMissingPart(call.id, gap?.through ?? null, (history) => dispatch({ do: "fill", history }));
  useReportWhenWritten(call.id, view);

  const running =
    view.startedAt === null
      ? null
      : (view.endedAt === null ? now : Date.parse(view.endedAt)) - Date.parse(view.startedAt);
  const isOnTheLine = view.status === "in-progress";
  // A call that is to begin later has no words, and nothing to be done with them.
  const hasWords = view.status !== "scheduled";
  return (
    <section ref={box} className={hasWords ? "live" : "grid gap-4"} aria-label={m.live_words()}>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <span className={`badge ${isLive(view) ? "badge-live" : ""}`}>{STATUS_LABELS[view.status]()}</span>
        {running !== null && (
          <span className="number text-xl font-semibold" role="timer" aria-label={m.live_duration()}>
            {clock(running)}
          </span>
        )}
        {isOnTheLine && <Speaking view={view} />}
        <span className="ml-auto">
          <ConnectionState connection={connection} />
        </span>
      </div>
      {problem && <ProblemNote problem={problem} />}
      {!isGoingOn && <ReportNote view={view} />}
      {gap !== null && (
        <p className="notice notice-warn" role="status" data-gap>
          {m.live_gap()}
        </p>
      )}
      {hasWords && <Words view={view} customerName={call.customer.name} />}
      {mayAct && isLive(view) && (
        <div className="live-actions grid gap-3 border-t border-line pt-3" role="group" aria-label={m.live_actions()}>
          {isOnTheLine && <Say callId={call.id} onProblem={setProblem} />}
          <div className="flex flex-wrap items-center gap-1.5 sm:gap-2">
            {isOnTheLine && <TakeCall callId={call.id} onProblem={setProblem} />}
            {isOnTheLine && <ListenIn callId={call.id} onProblem={setProblem} />}
            <span className="ml-auto">
              <HangUp callId={call.id} onProblem={setProblem} />
            </span>
          </div>
        </div>
      )}
    </section>
  );
}

/** The words so far, the newest in view unless the person reads back. */
function Words({ view, customerName }: { view: CallView; customerName: string | null }) {
  const { lines, partial, startedAt, assistantName } = view;
  const { region, isFollowing, onScroll, goToEnd } = useFollowing<HTMLDivElement>(view);
  const isEmpty = lines.length === 0 && Object.keys(partial).length === 0 && view.status !== "ended";
  return (
    <div className="live-words">
      <div
        ref={region}
        className="live-scroll"
        role="region"
        aria-label={m.script_label()}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard scrolls what has the focus
        tabIndex={0}
        onScroll={onScroll}
      >
        {isEmpty ? (
          <p className="py-8 text-center text-soft">
            {view.status === "in-progress" ? m.live_nothing_said() : m.live_waiting()}
          </p>
        ) : (
          <Script {...{ lines, startedAt, assistantName, customerName, partial }} isLive />
        )}
      </div>
      {!isFollowing && (
        <button type="button" className="button button-small live-to-now" onClick={goToEnd}>
          {m.live_to_now()}
        </button>
      )}
    </div>
  );
}

const HISTORY_AGAIN_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** Fetches the history until it has all that was missed: it may be a moment behind the stream. */
function useMissingPart(callId: string, through: number | null, onHistory: (history: CallView) => void) {
  const latest = useRef(onHistory);
  latest.current = onHistory;
  useEffect(() => {
    if (through === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const ask = async (pauseMs: number) => {
      const path = { id: callId };
      // The call first: what the messages have beyond it comes by the stream again, under its own numbers.
      const again = await api.get("/v1/calls/{id}", { path });
      const said = await loadMessages(api, callId);
      if (isOver) return;
      if (again.ok && said.ok) latest.current(viewOf({ call: again.data, messages: said.data }));
      if (!mayStillWatch(again)) return;
      timer = setTimeout(() => void ask(Math.min(pauseMs * 2, LONGEST_PAUSE_MS)), pauseMs);
    };
    void ask(HISTORY_AGAIN_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [callId, through]);
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
      <span className="max-sm:sr-only">{text}</span>
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
