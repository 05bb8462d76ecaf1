import { clock, phoneNumber } from "../lib/format.ts";
import type { CallLine, CallView } from "../live/call-view.ts";
import { toolWords } from "../lib/calls/tool-words.ts";
import { m } from "../paraglide/messages.js";

type Props = {
  lines: CallLine[];
  startedAt: string | null;
  assistantName: string | null;
  customerName: string | null;
  partial?: CallView["partial"];
  isLive?: boolean;
};

/** The conversation, like the script of a play. Its words come from outside: they are shown as text, never as markup. */
export function Script({ lines, startedAt, assistantName, customerName, partial, isLive = false }: Props) {
  const nameOf = { assistant: assistantName ?? m.speaker_assistant(), user: customerName ?? m.speaker_user() };
  const since = (at: string) => (startedAt === null ? "" : clock(Date.parse(at) - Date.parse(startedAt)));
  return (
    <ol
      className="script"
      aria-live={isLive ? "polite" : undefined}
      aria-relevant="additions"
      aria-label={m.script_label()}
    >
      {lines.map((line, index) => (
        <li
          key={line.key}
          className={`line ${line.kind === "said" ? `line-${line.role}` : "line-stage"} ${isLive ? "line-new" : ""}`}
        >
          <time dateTime={line.at}>{since(line.at)}</time>
          <div className="words">
            {line.kind === "said" && isNewSpeaker(lines, index) && <span className="who">{nameOf[line.role]}</span>}
            {line.kind === "said" && <p className="said">{line.text}</p>}
            {line.kind === "tool" && <ToolLine line={line} />}
            {line.kind === "note" && <p>{tellNote(line)}</p>}
            {line.kind === "taken" && (
              <p>
                {line.by === null
                  ? m.note_taken({ number: phoneNumber(line.to) })
                  : m.note_taken_by({ name: line.by, number: phoneNumber(line.to) })}
              </p>
            )}
          </div>
        </li>
      ))}
      {(["user", "assistant"] as const).map((role) =>
        partial?.[role] ? (
          <li key={`partial-${role}`} className={`line line-partial line-${role}`} aria-live="off">
            <span />
            <div className="words">
              <span className="who">{nameOf[role]}</span>
              <p className="said">{partial[role]}</p>
            </div>
          </li>
        ) : null,
      )}
    </ol>
  );
}

function isNewSpeaker(lines: CallLine[], index: number): boolean {
  const [line, before] = [lines[index], lines[index - 1]];
  return line?.kind === "said" && !(before?.kind === "said" && before.role === line.role);
}

function ToolLine({ line }: { line: Extract<CallLine, { kind: "tool" }> }) {
  return (
    <details>
      <summary>{toolWords(line.name, line.isAnswered, line.isAnswered ? line.result : undefined)}</summary>
      <pre className="mt-1 overflow-x-auto font-mono text-sm whitespace-pre-wrap">{show(line.arguments)}</pre>
      {line.isAnswered && (
        <pre className="mt-1 overflow-x-auto font-mono text-sm whitespace-pre-wrap">{show(line.result)}</pre>
      )}
    </details>
  );
}

const show = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

function tellNote(line: Extract<CallLine, { kind: "note" }>): string {
  switch (line.note) {
    case "interrupted":
      return m.note_interrupted();
    case "silence":
      return m.note_silence();
    case "handoff":
      return /^\+\d/.test(line.text)
        ? m.note_transferred({ number: phoneNumber(line.text) })
        : m.note_handoff({ name: line.text });
  }
}
