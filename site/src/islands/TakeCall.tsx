import { useEffect, useState } from "preact/hooks";
import { api } from "../lib/api/browser.ts";
import type { ApiProblem } from "../lib/api/client.ts";
import { readOwnNumber, rememberOwnNumber } from "../lib/browser/own-number.ts";
import { tellNumberFault } from "../lib/number-message.ts";
import { m } from "../paraglide/messages.js";
import { Dialog } from "./Dialog.tsx";

type Props = { callId: string; onProblem: (problem: ApiProblem | null) => void };

/** Asks where the call is to go, and says what will happen to it. */
export function TakeCall({ callId, onProblem }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [isSending, setSending] = useState(false);
  const [number, setNumber] = useState("");
  const [message, setMessage] = useState<string>(m.take_message_usual());
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => setNumber(readOwnNumber()), []);

  async function take() {
    if (isSending) return;
    setSending(true);
    setFault(null);
    const said = message.trim();
    const answer = await api.post("/v1/calls/{id}/transfer", {
      path: { id: callId },
      body: { number: number.trim(), ...(said !== "" && { message: said }) },
    });
    setSending(false);
    if (answer.ok) rememberOwnNumber(number.trim());
    const wrong = answer.ok ? undefined : answer.problem.errors?.find(({ path }) => path === "number");
    if (wrong !== undefined)
      return setFault(wrong.code === undefined ? m.take_number_wrong() : tellNumberFault(wrong.code));
    setOpen(false);
    onProblem(answer.ok ? null : answer.problem);
  }

  return (
    <>
      <button type="button" className="button button-primary button-small" onClick={() => setOpen(true)}>
        {m.take_call()}
      </button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={m.take_title()} text={m.take_text()}>
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            void take();
          }}
        >
          <div className="field">
            <label htmlFor="take-number">{m.take_number()}</label>
            <input
              className="input"
              id="take-number"
              type="tel"
              autoComplete="tel"
              required
              maxLength={60}
              value={number}
              aria-invalid={fault !== null}
              aria-describedby="take-number-hint"
              onInput={(event) => setNumber(event.currentTarget.value)}
            />
            <p className={fault === null ? "hint" : "field-error"} id="take-number-hint" role="status">
              {fault ?? m.take_number_hint()}
            </p>
          </div>
          <div className="field">
            <label htmlFor="take-message">{m.take_message()}</label>
            <input
              className="input"
              id="take-message"
              maxLength={500}
              value={message}
              onInput={(event) => setMessage(event.currentTarget.value)}
            />
          </div>
          <div className="flex flex-wrap justify-end gap-3">
            <button type="button" className="button" onClick={() => setOpen(false)}>
              {m.action_cancel()}
            </button>
            <button className="button button-primary" aria-disabled={isSending}>
              {isSending && <span className="spinner" />}
              {isSending ? m.busy_sending() : m.take_call()}
            </button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
