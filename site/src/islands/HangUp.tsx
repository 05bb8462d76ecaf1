import { useState } from "preact/hooks";
import { api } from "../lib/api/browser.ts";
import type { ApiProblem } from "../lib/api/client.ts";
import { m } from "../paraglide/messages.js";
import { Dialog } from "./Dialog.tsx";

type Props = { callId: string; onProblem: (problem: ApiProblem | null) => void };

/** Asks for confirmation, because it cuts off the person on the line. Without scripts it is a form that does the same. */
export function HangUp({ callId, onProblem }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [isEnding, setEnding] = useState(false);

  async function end() {
    setEnding(true);
    setOpen(false);
    const answer = await api.post("/v1/calls/{id}/end", { path: { id: callId } });
    onProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) setEnding(false);
  }

  return (
    <form
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        setOpen(true);
      }}
    >
      <button className="button button-danger button-small" name="intent" value="end" aria-disabled={isEnding}>
        {isEnding && <span className="spinner" />}
        {isEnding ? m.busy_hanging_up() : m.action_hang_up()}
      </button>
      <Dialog
        role="alertdialog"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={m.hang_up_title()}
        text={m.hang_up_text()}
      >
        <div className="mt-2 flex flex-wrap justify-end gap-3">
          <button type="button" className="button" onClick={() => setOpen(false)}>
            {m.action_cancel()}
          </button>
          <button type="button" className="button button-danger" onClick={() => void end()}>
            {m.action_hang_up()}
          </button>
        </div>
      </Dialog>
    </form>
  );
}
