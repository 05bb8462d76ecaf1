import { useRef, useState } from "preact/hooks";
import { api } from "../lib/api/browser.ts";
import type { ApiProblem } from "../lib/api/client.ts";
import { m } from "../paraglide/messages.js";

type Props = { callId: string; onProblem: (problem: ApiProblem | null) => void };

/** A form for words that the assistant is to speak to the person on the line. */
export function Say({ callId, onProblem }: Props) {
  // Not a state: what was typed before this script ran is in the field alone.
  const input = useRef<HTMLInputElement>(null);
  const [isSending, setSending] = useState(false);
  const [isSaid, setSaid] = useState(false);

  async function say() {
    const text = input.current?.value.trim() ?? "";
    if (text === "" || isSending) return;
    setSending(true);
    const answer = await api.post("/v1/calls/{id}/messages", {
      path: { id: callId },
      body: { action: "say", text },
    });
    setSending(false);
    setSaid(answer.ok);
    onProblem(answer.ok ? null : answer.problem);
    if (answer.ok && input.current) input.current.value = "";
  }

  return (
    <form
      method="post"
      className="grid gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        void say();
      }}
    >
      <label className="text-sm font-semibold" htmlFor="say">
        {m.say_label()}
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          className="input min-w-0 flex-1 basis-32"
          id="say"
          name="text"
          maxLength={1000}
          autoComplete="off"
          aria-describedby="say-hint"
          ref={input}
          onInput={() => setSaid(false)}
        />
        <button className="button button-primary" name="intent" value="say" aria-disabled={isSending}>
          {isSending && <span className="spinner" />}
          {isSending ? m.busy_sending() : m.action_say()}
        </button>
      </div>
      <p className={isSaid ? "hint" : "hint max-sm:sr-only"} id="say-hint" role="status">
        {isSaid ? m.done_said() : m.say_hint()}
      </p>
    </form>
  );
}
