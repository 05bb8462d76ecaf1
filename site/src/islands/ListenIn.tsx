import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../lib/api/browser.ts";
import type { ApiProblem } from "../lib/api/client.ts";
import { play } from "../live/player.ts";
import { m } from "../paraglide/messages.js";

type Props = { callId: string; onProblem: (problem: ApiProblem | null) => void };

/** Plays the call's sound while the person wants it. */
export function ListenIn({ callId, onProblem }: Props) {
  const [isListening, setListening] = useState(false);
  const meter = useRef<HTMLMeterElement>(null);
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => () => stop.current(), []);

  async function listen() {
    const asked = new AbortController();
    // Made within the click: browsers let no page make a sound before one.
    const context = new AudioContext();
    stop.current = () => asked.abort();
    setListening(true);
    const answer = await api.get("/v1/calls/{id}/audio", {
      path: { id: callId },
      parseAs: "stream",
      signal: asked.signal,
    });
    if (!asked.signal.aborted) onProblem(answer.ok ? null : answer.problem);
    if (answer.ok)
      await play(answer.data, context, (level) => {
        if (meter.current !== null) meter.current.value = level;
      }).catch(() => undefined);
    await context.close();
    setListening(false);
  }

  return (
    <span className="inline-flex items-center gap-2">
      <button
        type="button"
        className="button button-small"
        aria-pressed={isListening}
        onClick={() => (isListening ? stop.current() : void listen())}
      >
        {isListening ? m.listen_stop() : m.listen_start()}
      </button>
      {isListening && <meter ref={meter} className="w-12" min={0} max={0.4} value={0} aria-label={m.listen_level()} />}
    </span>
  );
}
