import "../lib/browser/locale.ts";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { viewOf } from "../live/call-view.ts";
import { follow, type Followed } from "../live/followed.ts";
import { CALL_EVENT_TYPES, toStreamedEvent } from "../live/stream-event.ts";
import { useEventSource } from "../live/use-event-source.ts";
import { useTalk, type TalkState } from "../live/use-talk.ts";
import { m } from "../paraglide/messages.js";
import { ProblemNote } from "./ProblemNote.tsx";
import { Script } from "./Script.tsx";

type Props = { assistantId: string; assistantName: string };

const NOTES: Partial<Record<TalkState, () => string>> = {
  "no-microphone": m.talk_no_microphone,
  "not-joined": m.talk_not_joined,
};

/** A conversation by microphone with an assistant: before, while it is joined, its words, and its end. */
export function Talk({ assistantId, assistantName }: Props) {
  const meter = useRef<HTMLMeterElement>(null);
  const { state, problem, callId, isMuted, ...talk } = useTalk(assistantId, (level) => {
    if (meter.current !== null) meter.current.value = level;
  });
  const [isReady, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  const next = useRef<HTMLButtonElement>(null);
  const isFirst = useRef(true);
  // The button that was pressed goes with its state: the focus is not lost with it.
  useEffect(() => {
    if (!isFirst.current && document.activeElement === document.body) next.current?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [state]);

  const isOnTheLine = state === "joining" || state === "talking";
  const note = NOTES[state];
  return (
    <div className="grid gap-5">
      <p className="text-lg font-semibold" role="status">
        {TOLD[state]()}
      </p>
      {problem && <ProblemNote problem={problem} />}
      {note && (
        <div className="notice notice-warn">
          <p>{note()}</p>
          <a className="link" href={`/assistants/${assistantId}#try-title`}>
            {m.talk_write_instead()}
          </a>
        </div>
      )}
      {/* The button stays where it is while one is put through: a second click of a double click does nothing. */}
      {state !== "talking" && (
        <div key="begin" className="flex flex-wrap items-center gap-3">
          <button
            ref={next}
            type="button"
            className="button button-primary"
            disabled={!isReady}
            aria-disabled={state === "joining"}
            onClick={() => void talk.begin()}
          >
            {state === "joining" && <span className="spinner" />}
            {state === "before" || state === "joining" ? m.talk_begin() : m.talk_again()}
          </button>
          {state === "joining" && (
            <button type="button" className="button" onClick={talk.cancel}>
              {m.action_cancel()}
            </button>
          )}
        </div>
      )}
      {state === "talking" && (
        <div key="talking" className="flex flex-wrap items-center gap-3" role="group" aria-label={m.live_actions()}>
          <button ref={next} type="button" className="button" aria-pressed={isMuted} onClick={talk.mute}>
            {m.talk_mute()}
          </button>
          <button type="button" className="button button-danger" onClick={talk.hangUp}>
            {m.action_hang_up()}
          </button>
          <meter ref={meter} aria-label={m.talk_level({ name: assistantName })} />
        </div>
      )}
      {callId !== null && (isOnTheLine || state === "over") && (
        <Words key={callId} callId={callId} assistantName={assistantName} onEnd={talk.hearEnd} />
      )}
      {callId !== null && state === "over" && (
        <a className="link" href={`/calls/${callId}`}>
          {m.talk_see_call()}
        </a>
      )}
    </div>
  );
}

const TOLD: Record<TalkState, () => string> = {
  before: m.talk_state_before,
  joining: m.talk_state_joining,
  talking: m.talk_state_talking,
  over: m.talk_state_over,
  "no-microphone": m.talk_state_failed,
  "not-joined": m.talk_state_failed,
};

const NOTHING_YET = {
  status: "queued",
  startedAt: null,
  endedAt: null,
  endedReason: null,
  assistant: null,
  lastSeq: 0,
} as const;
const begin = (): Followed => ({ view: viewOf({ call: NOTHING_YET, messages: [] }), gap: null });

/** What is said, as it is stored: the same words as on the call's page. */
function Words({ callId, assistantName, onEnd }: { callId: string; assistantName: string; onEnd: () => void }) {
  const [{ view }, dispatch] = useReducer(follow, undefined, begin);
  useEffect(() => {
    if (view.status === "ended") onEnd();
  }, [view.status, onEnd]);
  useEventSource(`/api/calls/${callId}/listen`, {
    types: CALL_EVENT_TYPES,
    onEvent(type, data) {
      const event = toStreamedEvent(data);
      if (event !== undefined && type !== "reset") dispatch({ do: "apply", event });
      return type === "call.report";
    },
    // The call is known here from its first message on, a moment after its room was made.
    mayTryAgain: () => Promise.resolve(true),
  });
  const { lines, startedAt, partial } = view;
  if (lines.length === 0) return null;
  return <Script {...{ lines, startedAt, assistantName, partial }} customerName={m.talk_you()} isLive />;
}
