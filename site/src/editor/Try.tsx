import { useRef, useState } from "preact/hooks";
import { api } from "../lib/api/browser.ts";
import type { ApiProblem } from "../lib/api/client.ts";
import { ProblemNote } from "../islands/ProblemNote.tsx";
import { m } from "../paraglide/messages.js";
import { type Document, variablesOf } from "../lib/workflows/document.ts";

type Line = { key: number; who: "caller" | "assistant"; text: string; at: string };
/** Where a trial is, and the edges that it took so far. */
export type Trail = { nodeId: string | undefined; taken: ReadonlySet<string> };
export const NOWHERE: Trail = { nodeId: undefined, taken: new Set() };

type Props = {
  workflowId: string;
  document: Document;
  hasFaults: boolean;
  trail: Trail;
  onTrail: (trail: Trail) => void;
  /** Keeps the draft, which is what is tried; false when it could not be. */
  onBefore: () => Promise<boolean>;
  hasDraft: () => boolean;
};

/** The draft, tried in writing: what is said, where the conversation is, and what is known. */
export function Try({ workflowId, document, hasFaults, trail, onTrail, onBefore, hasDraft }: Props) {
  const [lines, setLines] = useState<Line[]>([]);
  const [values, setValues] = useState<Record<string, string>>({});
  const [isAnswering, setAnswering] = useState(false);
  const [isOver, setOver] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const chatId = useRef<string>();
  /** The trial that an answer belongs to: one that began anew waits for no older answer. */
  const trial = useRef(0);
  const input = useRef<HTMLInputElement>(null);
  const nameOf = (id: string | undefined) => document.nodes.find((node) => node.id === id)?.name ?? "";
  const variables = [...new Set([...document.inputs, ...document.nodes.flatMap(variablesOf).map(({ name }) => name)])];

  function beginAgain() {
    trial.current += 1;
    setLines([]);
    setAnswering(false);
    setOver(false);
    setProblem(null);
    chatId.current = undefined;
    onTrail(NOWHERE);
    input.current?.focus();
  }

  async function send() {
    const message = input.current?.value.trim() ?? "";
    if (message === "" || isAnswering) return;
    const asked = trial.current;
    setAnswering(true);
    setProblem(null);
    const say = (who: Line["who"], text: string, at: string) =>
      setLines((before) => [...before, { key: before.length, who, text, at }]);
    say("caller", message, nameOf(trail.nodeId));
    if (input.current) input.current.value = "";
    const isKept = await onBefore();
    if (asked !== trial.current) return;
    if (!isKept) {
      setAnswering(false);
      return setProblem({ code: "offline", status: 503 });
    }
    const answer = await api.post("/v1/workflows/{id}/chat", {
      path: { id: workflowId },
      body: {
        message,
        draft: hasDraft(),
        variables: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")),
        ...(chatId.current !== undefined && { previousChatId: chatId.current }),
        ...(trail.nodeId !== undefined && { nodeId: trail.nodeId }),
      },
    });
    if (asked !== trial.current) return;
    setAnswering(false);
    if (!answer.ok) return setProblem(answer.problem);
    const { text, nodeId, path, isOver: ended } = answer.data;
    chatId.current = answer.data.chatId;
    say("assistant", text, nameOf(nodeId));
    setOver(ended);
    return onTrail({ nodeId, taken: new Set([...trail.taken, ...path]) });
  }

  return (
    <section className="grid gap-4" aria-label={m.editor_try()}>
      <h2 className="text-lg">{m.editor_try()}</h2>
      <p className="hint">{m.editor_try_lead()}</p>
      {hasFaults && <p className="notice notice-warn">{m.editor_try_faults()}</p>}
      {trail.nodeId !== undefined && (
        <p className="badge w-fit" role="status">
          {m.editor_try_here({ name: nameOf(trail.nodeId) })}
        </p>
      )}
      <ol className="grid gap-3" aria-live="polite">
        {lines.map(({ key, who, text, at }) => (
          <li key={key} className={who === "caller" ? "rounded-md bg-sunken p-3" : "p-3"}>
            <span className="hint block">{who === "caller" ? m.editor_you() : at}</span>
            <p className="wrap-anywhere whitespace-pre-line">{text}</p>
          </li>
        ))}
        {isAnswering && <li className="hint px-3">{m.editor_try_waiting()}</li>}
      </ol>
      {problem && <ProblemNote problem={problem} />}
      {isOver && <p className="notice">{m.editor_try_over()}</p>}
      {!isOver && (
        <form
          className="grid gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <label htmlFor="try-text" className="font-semibold">
            {m.editor_try_message()}
          </label>
          <input id="try-text" className="input" maxLength={2000} autoComplete="off" ref={input} />
          <button className="button button-primary" disabled={hasFaults} aria-disabled={isAnswering}>
            {m.editor_try_send()}
          </button>
        </form>
      )}
      {lines.length > 0 && (
        <button type="button" className="button button-small w-fit" onClick={beginAgain}>
          {m.editor_try_again()}
        </button>
      )}
      {variables.length > 0 && (
        <details>
          <summary className="link w-fit">{m.editor_known()}</summary>
          <div className="mt-3 grid gap-3">
            {variables.map((name) => (
              <div key={name} className="field">
                <label htmlFor={`value-${name}`}>{m.editor_try_value({ name })}</label>
                <input
                  id={`value-${name}`}
                  className="input"
                  maxLength={1000}
                  value={values[name] ?? ""}
                  onInput={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
                />
              </div>
            ))}
          </div>
        </details>
      )}
    </section>
  );
}
