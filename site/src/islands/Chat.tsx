import "../lib/browser/locale.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../lib/api/browser.ts";
import type { ApiProblem } from "../lib/api/client.ts";
import { ChatMessageRules } from "../lib/api/rules.ts";
import { readEventStream } from "@allokoli/client/event-stream";
import { m } from "../paraglide/messages.js";
import { ProblemNote } from "./ProblemNote.tsx";

type Props = { assistantId: string; assistantName: string; firstMessage: string | null };
type Turn = { key: number; role: "assistant" | "user"; text: string };

/** A conversation in writing, to hear how the assistant answers before it takes the telephone. */
export function Chat({ assistantId, assistantName, firstMessage }: Props) {
  const opening: Turn[] = firstMessage ? [{ key: 0, role: "assistant", text: firstMessage }] : [];
  const [turns, setTurns] = useState(opening);
  // Not a state: what was typed before this script ran is in the field alone.
  const input = useRef<HTMLInputElement>(null);
  const [isReady, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  const [isAnswering, setAnswering] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const previousChatId = useRef<string | undefined>(undefined);

  const append = (key: number, delta: string) =>
    setTurns((all) => all.map((turn) => (turn.key === key ? { ...turn, text: turn.text + delta } : turn)));

  const write = (text: string) => {
    if (input.current) input.current.value = text;
  };

  async function send() {
    const message = input.current?.value.trim() ?? "";
    if (message === "" || isAnswering) return;
    const key = turns.length + 1;
    setTurns((all) => [...all, { key, role: "user", text: message }, { key: key + 1, role: "assistant", text: "" }]);
    write("");
    setProblem(null);
    setAnswering(true);
    const failed = await converse(message, (delta) => append(key + 1, delta));
    setAnswering(false);
    if (failed === undefined) return;
    setProblem(failed);
    write(message);
    setTurns((all) => all.filter((turn) => turn.key < key));
  }

  /** Streams the answer. Resolves with the problem, if there is one. */
  async function converse(message: string, onDelta: (delta: string) => void): Promise<ApiProblem | undefined> {
    const body = { message, ...(previousChatId.current && { previousChatId: previousChatId.current }) };
    const answer = await api.post("/v1/assistants/{id}/chat", { path: { id: assistantId }, body, parseAs: "stream" });
    if (!answer.ok) return answer.problem;
    try {
      for await (const { event, data } of readEventStream(answer.data)) {
        const said: unknown = JSON.parse(data);
        if (event === "delta") onDelta(stringIn(said, "text") ?? "");
        if (event === "done") {
          previousChatId.current = stringIn(said, "chatId") ?? previousChatId.current;
          return undefined;
        }
        if (event === "error") return { code: "vapi_unavailable", status: 502 };
      }
      return { code: "vapi_unavailable", status: 502 };
    } catch {
      return { code: "offline", status: 503 };
    }
  }

  return (
    <div className="grid gap-4">
      <ol className="script script-plain" aria-live="polite" aria-label={m.chat_title()}>
        {turns.map((turn) => (
          <li key={turn.key} className={`line line-${turn.role}`}>
            <div className="words">
              <span className="who">{turn.role === "assistant" ? assistantName : m.chat_you()}</span>
              {turn.text === "" ? (
                <span className="spinner inline-block" aria-label={m.chat_thinking()} role="img" />
              ) : (
                <p className="whitespace-pre-line">{turn.text}</p>
              )}
            </div>
          </li>
        ))}
        {turns.length === 0 && <li className="text-soft">{m.chat_empty()}</li>}
      </ol>
      {problem && <ProblemNote problem={problem} />}
      <form
        className="flex flex-wrap gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label className="sr-only" htmlFor="chat-text">
          {m.chat_message()}
        </label>
        <input
          className="input min-w-0 flex-1 basis-48"
          id="chat-text"
          maxLength={ChatMessageRules.message.maxLength}
          autoComplete="off"
          placeholder={m.chat_placeholder()}
          ref={input}
        />
        <button className="button button-primary" disabled={!isReady} aria-disabled={isAnswering}>
          {m.action_send()}
        </button>
      </form>
    </div>
  );
}

function stringIn(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null || !(name in value)) return undefined;
  const found: unknown = Reflect.get(value, name);
  return typeof found === "string" ? found : undefined;
}
