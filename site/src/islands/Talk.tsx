import "../lib/browser/locale.ts";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { api } from "../lib/api/browser.ts";
import type { ApiProblem } from "../lib/api/client.ts";
import { viewOf } from "../live/call-view.ts";
import { follow, type Followed } from "../live/followed.ts";
import { join, mayUseMicrophone, type Conversation } from "../live/speak.ts";
import { CALL_EVENT_TYPES, toStreamedEvent } from "../live/stream-event.ts";
import { useEventSource } from "../live/use-event-source.ts";
import { m } from "../paraglide/messages.js";
import { ProblemNote } from "./ProblemNote.tsx";
import { Script } from "./Script.tsx";

type Props = { assistantId: string; assistantName: string };
type State = "before" | "joining" | "talking" | "over" | "no-microphone" | "not-set-up" | "not-joined";

const NOTES: Partial<Record<State, () => string>> = {
  "no-microphone": m.talk_no_microphone,
  "not-set-up": m.talk_not_set_up,
  "not-joined": m.talk_not_joined,
};

/** A conversation by microphone with an assistant: before, while it is joined, its words, and its end. */
export function Talk({ assistantId, assistantName }: Props) {
  const [state, setState] = useState<State>("before");
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [callId, setCallId] = useState<string | null>(null);
  const [isMuted, setMuted] = useState(false);
  const [isReady, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  const conversation = useRef<Conversation>();
  const meter = useRef<HTMLMeterElement>(null);
  // Whoever leaves the page leaves the room.
  useEffect(() => () => void conversation.current?.hangUp(), []);

  async function talk() {
    // The provider's script stands once in a page: after a room that it could not join it refuses another.
    if (state === "not-joined") return location.reload();
    setProblem(null);
    setCallId(null);
    setState("joining");
    if (!(await mayUseMicrophone())) return setState("no-microphone");
    const made = await api.post("/v1/calls/web", { body: { assistantId } });
    if (!made.ok) {
      const isSetUp = made.problem.code !== "misconfigured";
      setProblem(isSetUp ? made.problem : null);
      return setState(isSetUp ? "before" : "not-set-up");
    }
    setCallId(made.data.id);
    try {
      conversation.current = await join(made.data, {
        onLevel: (level) => {
          if (meter.current !== null) meter.current.value = level;
        },
        onEnd: () => setState("over"),
      });
      setMuted(false);
      return setState("talking");
    } catch {
      // Nobody is in the room: it is closed, so that no minute of it counts.
      await api.post("/v1/calls/{id}/end", { path: { id: made.data.id } });
      return setState("not-joined");
    }
  }

  async function hangUp() {
    await conversation.current?.hangUp();
    setState("over");
  }

  function mute() {
    conversation.current?.mute(!isMuted);
    setMuted(!isMuted);
  }

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
      {!isOnTheLine && (
        <button
          type="button"
          className="button button-primary justify-self-start"
          disabled={!isReady}
          onClick={() => void talk()}
        >
          {state === "before" ? m.talk_begin() : m.talk_again()}
        </button>
      )}
      {state === "talking" && (
        <div className="flex flex-wrap items-center gap-3" role="group" aria-label={m.live_actions()}>
          <button type="button" className="button" aria-pressed={isMuted} onClick={mute}>
            {m.talk_mute()}
          </button>
          <button type="button" className="button button-danger" onClick={() => void hangUp()}>
            {m.action_hang_up()}
          </button>
          <meter ref={meter} aria-label={m.talk_level({ name: assistantName })} />
        </div>
      )}
      {callId !== null && (isOnTheLine || state === "over") && (
        <Words key={callId} callId={callId} assistantName={assistantName} />
      )}
      {callId !== null && state === "over" && (
        <a className="link" href={`/calls/${callId}`}>
          {m.talk_see_call()}
        </a>
      )}
    </div>
  );
}

const TOLD: Record<State, () => string> = {
  before: m.talk_state_before,
  joining: m.talk_state_joining,
  talking: m.talk_state_talking,
  over: m.talk_state_over,
  "no-microphone": m.talk_state_failed,
  "not-set-up": m.talk_state_failed,
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
function Words({ callId, assistantName }: { callId: string; assistantName: string }) {
  const [{ view }, dispatch] = useReducer(follow, undefined, begin);
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
