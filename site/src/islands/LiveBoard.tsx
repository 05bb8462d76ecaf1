import "../lib/browser/locale.ts";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Call } from "../lib/api/types.ts";
import { api, mayStillWatch } from "../lib/api/browser.ts";
import { isLive, STATUS_LABELS } from "../lib/calls/labels.ts";
import { clock } from "../lib/format.ts";
import type { ApiProblem } from "../lib/api/client.ts";
import {
  applyToBoard,
  callsIn,
  toBoardCall,
  withDetails,
  withWords,
  type BoardCall,
  type SnapshotCall,
} from "../live/board.ts";
import type { StreamedEvent } from "../live/call-view.ts";
import { toStreamedEvent } from "../live/stream-event.ts";
import { useEventSource } from "../live/use-event-source.ts";
import { useNow } from "../live/use-now.ts";
import { m } from "../paraglide/messages.js";
import { ConnectionState } from "./ConnectionState.tsx";
import { ProblemNote } from "./ProblemNote.tsx";

type Action =
  | { do: "apply"; event: StreamedEvent }
  | { do: "know"; calls: Call[] }
  | { do: "hear"; calls: SnapshotCall[] };

function reduce(board: BoardCall[], action: Action): BoardCall[] {
  switch (action.do) {
    case "apply":
      return applyToBoard(board, action.event);
    case "know":
      return withDetails(board, action.calls);
    case "hear":
      return withWords(board, action.calls);
  }
}

const TYPES = ["snapshot", "call.status", "transcript", "call.report", "reset"] as const;

/** The live calls of the organization. */
export function LiveBoard({ calls, renderedAt }: { calls: Call[]; renderedAt: number }) {
  const [board, dispatch] = useReducer(reduce, calls, (first) => first.map(toBoardCall));
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const now = useNow(renderedAt, board.some(isLive));
  const connection = useEventSource("/api/calls/live", {
    types: TYPES,
    onEvent(type, data) {
      if (type === "reset") void look();
      if (type === "snapshot") dispatch({ do: "hear", calls: callsIn(data) });
      const event = toStreamedEvent(data);
      if (event !== undefined && type !== "reset") dispatch({ do: "apply", event });
      return false;
    },
    // A call may have begun between the page's own request and the start of the stream.
    onOpen: () => void look(),
    mayTryAgain: async () => mayStillWatch(await look()),
  });

  async function look() {
    const answer = await api.get("/v1/calls", { query: { live: "true" } });
    if (answer.ok) dispatch({ do: "know", calls: answer.data.items });
    setProblem(answer.ok || mayStillWatch(answer) ? null : answer.problem);
    return answer;
  }

  useDetails(board.find(({ isKnown }) => !isKnown)?.id, (call) => dispatch({ do: "know", calls: [call] }));

  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="live-title">{m.home_live()}</h2>
        <ConnectionState connection={connection} />
      </div>
      {problem && <ProblemNote problem={problem} />}
      {board.length === 0 ? (
        <p className="card px-5 py-6 text-soft">{m.home_quiet()}</p>
      ) : (
        <ul className="card rows" aria-labelledby="live-title">
          {board.map((call) => (
            <BoardRow key={call.id} call={call} now={now} />
          ))}
        </ul>
      )}
    </div>
  );
}

const ASK_AGAIN_MS = 1_000;

/** Requests a call that an event named until the history has it, which takes a moment. */
function useDetails(id: string | undefined, onDetails: (call: Call) => void) {
  const latest = useRef(onDetails);
  latest.current = onDetails;
  useEffect(() => {
    if (id === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const ask = async () => {
      const answer = await api.get("/v1/calls/{id}", { path: { id } });
      if (isOver) return;
      if (answer.ok) latest.current(answer.data);
      else timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [id]);
}

function BoardRow({ call, now }: { call: BoardCall; now: number }) {
  return (
    <li className="grid gap-x-4 gap-y-1 px-5 py-4 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h3 className="text-base">
          <a className="row-link text-ink no-underline hover:underline" href={`/calls/${call.id}`}>
            {call.title || m.home_new_call()}
          </a>
        </h3>
        {call.assistantName && <p className="hint">{m.home_with({ name: call.assistantName })}</p>}
        <p className="mt-1 line-clamp-2" aria-live="polite">
          {call.status === "ended" ? (
            m.home_ended()
          ) : call.last ? (
            m.home_quote({ text: call.last.text })
          ) : (
            <span className="text-soft">{m.home_no_words()}</span>
          )}
        </p>
      </div>
      <div className="flex items-center gap-3 sm:flex-col sm:items-end">
        <span className={`badge ${isLive(call) ? "badge-live" : ""}`}>{STATUS_LABELS[call.status]()}</span>
        {call.startedAt && isLive(call) && (
          <span className="number hint">{clock(now - Date.parse(call.startedAt))}</span>
        )}
      </div>
    </li>
  );
}
