import { useState } from "preact/hooks";
import { m } from "../paraglide/messages.js";
import { type Document, inOrder } from "../lib/workflows/document.ts";
import type { Draft } from "./use-draft.ts";
import { KIND_LABELS } from "../lib/workflows/words.ts";

type Props = {
  document: Document;
  faults: Draft["faults"];
  selected: string | undefined;
  onSelect: (kind: "node" | "note", id: string) => void;
};

/** All steps in the order of a call, to be found by their words: the same as the drawing, for keys and screen readers. */
export function Steps({ document, faults, selected, onSelect }: Props) {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const steps = inOrder(document).filter(
    (node) => wanted === "" || JSON.stringify(node).toLowerCase().includes(wanted),
  );
  const notes = document.notes.filter(
    ({ text, author }) => wanted === "" || `${text} ${author}`.toLowerCase().includes(wanted),
  );
  const faulty = new Set(faults.map(({ nodeId }) => nodeId));
  return (
    <div className="grid gap-3">
      <div className="field">
        <label htmlFor="steps-search">{m.editor_search()}</label>
        <input
          id="steps-search"
          className="input"
          type="search"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      {steps.length + notes.length === 0 && <p className="hint">{m.editor_search_none()}</p>}
      <ol className="workflow-list grid gap-1">
        {steps.map(({ id, kind, name }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === selected ? "true" : undefined}
              onClick={() => onSelect("node", id)}
            >
              <span className="wrap-anywhere font-semibold">{name}</span>
              <span className="hint block">
                {KIND_LABELS[kind]()}
                {faulty.has(id) && <span className="text-danger"> · {m.editor_faults_title()}</span>}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {notes.length > 0 && (
        <section className="grid gap-1 border-t border-line pt-3" aria-label={m.editor_notes()}>
          <h3 className="font-semibold">{m.editor_notes()}</h3>
          <ul className="workflow-list grid gap-1">
            {notes.map(({ id, text, author, nodeId }) => (
              <li key={id}>
                <button type="button" onClick={() => onSelect("note", id)}>
                  <span className="line-clamp-2 wrap-anywhere">{text === "" ? m.editor_note_empty() : text}</span>
                  <span className="hint block">
                    {[author, document.nodes.find((node) => node.id === nodeId)?.name].filter(Boolean).join(" · ")}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
