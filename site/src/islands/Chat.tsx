import "../lib/browser/locale.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../lib/api/browser.ts";
import type { ApiProblem } from "../lib/api/client.ts";
import { ChatMessageRules } from "../lib/api/rules.ts";
import { readEventStream } from "@allokoli/client/event-stream";
import { m } from "../paraglide/messages.js";
import { ProblemNote } from "./ProblemNote.tsx";

type Props = {
  /** The assistant, or the squad with the names of its members. */
  partner: { assistantId: string } | { squadId: string; names: Record<string, string> };
  /** Who speaks first. */
  assistantName: string;
  firstMessage: string | null;
  /** Speaks with the draft, instead of what is published. */
  isDraft?: boolean;
};
type Turn = { key: number; role: "assistant" | "user"; who: string; text: string };

/** A conversation in writing, to hear how the assistant or the squad answers before it takes the telephone. */
export function Chat({ partner, assistantName, firstMessage, isDraft = false }: Props) {
  const opening: Turn[] = firstMessage ? [{ key: 0, role: "assistant", who: assistantName, text: firstMessage }] : [];
  const [turns, setTurns] = useState(opening);
  // Not a state: what was typed before this script ran is in the field alone.
  const input = useRef<HTMLInputElement>(null);
  const [isReady, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  const [isAnswering, setAnswering] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const previousChatId = useRef<string | undefined>(undefined);

  const speakingId = useRef<string | undefined>(undefined);

  const append = (key: number, delta: string, who?: string) =>
    setTurns((all) =>
      all.map((turn) => (turn.key === key ? { ...turn, who: who ?? turn.who, text: turn.text + delta } : turn)),
    );

  const write = (text: string) => {
    if (input.current) input.current.value = text;
  };

  async function send() {
    const message = input.current?.value.trim() ?? "";
    if (message === "" || isAnswering) return;
    const key = turns.length + 1;
    setTurns((all) => [
      ...all,
      { key, role: "user", who: m.chat_you(), text: message },
      {
        key: key + 1,
        role: "assistant",
        who: all.findLast(({ role }) => role === "assistant")?.who ?? assistantName,
        text: "",
      },
    ]);
    write("");
    setProblem(null);
    setAnswering(true);
    const failed =
      "squadId" in partner
        ? await askSquad(partner, message, (text, who) => append(key + 1, text, who))
        : await converse(partner.assistantId, message, (delta) => append(key + 1, delta));
    setAnswering(false);
    if (failed === undefined) return;
    setProblem(failed);
    write(message);
    setTurns((all) => all.filter((turn) => turn.key < key));
  }

  /** One answer of a squad, whole, and who of it speaks. Resolves with the problem, if there is one. */
  async function askSquad(
    { squadId, names }: { squadId: string; names: Record<string, string> },
    message: string,
    onAnswer: (text: string, who: string | undefined) => void,
  ): Promise<ApiProblem | undefined> {
    const body = {
      message,
      draft: isDraft,
      ...(previousChatId.current && { previousChatId: previousChatId.current }),
      ...(speakingId.current && { assistantId: speakingId.current }),
    };
    const answer = await api.post("/v1/squads/{id}/chat", { path: { id: squadId }, body });
    if (!answer.ok) return answer.problem;
    previousChatId.current = answer.data.chatId;
    speakingId.current = answer.data.assistantId;
    onAnswer(answer.data.text, names[answer.data.assistantId]);
    return undefined;
  }

  /** Streams the answer. Resolves with the problem, if there is one. */
  async function converse(
    assistantId: string,
    message: string,
    onDelta: (delta: string) => void,
  ): Promise<ApiProblem | undefined> {
    const body = {
      message,
      draft: isDraft,
      ...(previousChatId.current && { previousChatId: previousChatId.current }),
    };
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
              <span className="who">{turn.who}</span>
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
