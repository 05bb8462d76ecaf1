import "../lib/browser/locale.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import { api, mayStillWatch } from "../lib/api/browser.ts";
import type { Call } from "../lib/api/types.ts";
import { shortMoment, phoneNumber } from "../lib/format.ts";
import { useEventSource } from "../live/use-event-source.ts";
import { m } from "../paraglide/messages.js";
import { ConnectionState } from "./ConnectionState.tsx";

type Props = { number: string; since: string; timeZone: string };

const TYPES = ["snapshot", "call.status"] as const;
/** The history has a call a moment after its first event. */
const LOOK_AGAIN_MS = 1_000;
const LOOKS = 10;

/** Waits for a call on a number, and says that it arrived. */
export function CallArrival({ number, since, timeZone }: Props) {
  const [call, setCall] = useState<Call | null>(null);
  const looksLeft = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);

  async function look() {
    const answer = await api.get("/v1/calls", { query: { number, from: since, direction: "inbound", limit: 1 } });
    const found = answer.ok ? answer.data.items[0] : undefined;
    if (found) setCall(found);
    else if (looksLeft.current > 0) {
      looksLeft.current -= 1;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void look(), LOOK_AGAIN_MS);
    }
    return answer;
  }

  const connection = useEventSource(call ? null : "/api/calls/live", {
    types: TYPES,
    onEvent(type) {
      looksLeft.current = type === "snapshot" ? 0 : LOOKS;
      void look();
      return false;
    },
    mayTryAgain: async () => mayStillWatch(await look()),
  });

  if (call) {
    const caller = call.customer.number === null ? m.arrival_unknown() : phoneNumber(call.customer.number);
    return (
      <p className="notice" role="status">
        <strong>{m.arrival_title()}</strong> {m.arrival_text({ caller, when: shortMoment(call.createdAt, timeZone) })}{" "}
        <a className="link" href={`/calls/${call.id}`}>
          {m.arrival_see()}
        </a>
      </p>
    );
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3" role="status">
      <p className="flex items-center gap-3">
        <span className="badge badge-live">{m.arrival_waiting()}</span>
      </p>
      <ConnectionState connection={connection} />
    </div>
  );
}
