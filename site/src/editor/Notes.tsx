import type { WorkflowNote } from "../lib/api/types.ts";
import { dateTime } from "../lib/format.ts";
import type { Document } from "../lib/workflows/document.ts";
import { m } from "../paraglide/messages.js";
import { ChoiceField, TextField } from "./Fields.tsx";

const NOWHERE = "";

/** « Camille, 23 nov. 2026, 9 h » */
export const tellWriter = ({ author, at }: Pick<WorkflowNote, "author" | "at">) =>
  [author, at === null ? "" : dateTime(at)].filter((part) => part !== "").join(", ");

type NoteProps = {
  note: WorkflowNote;
  document: Document;
  onNote: (id: string, text: string) => void;
  onAttach: (id: string, nodeId: string | null) => void;
  onDuplicate: () => void;
  onRemove: () => void;
  onLeave: () => void;
};

/** A note: its words, what it is about, who wrote it and when. */
export function NoteForm({ note, document, onNote, onAttach, onDuplicate, onRemove, onLeave }: NoteProps) {
  return (
    <div className="grid gap-4">
      <h2 className="text-lg" id="inspector-title">
        {m.editor_note()}
      </h2>
      <TextField
        id="note-text"
        label={m.editor_note_text()}
        hint={m.editor_note_hint()}
        value={note.text}
        rows={5}
        maxLength={1000}
        onChange={(text) => onNote(note.id, text)}
        onLeave={onLeave}
      />
      <ChoiceField
        id="note-about"
        label={m.editor_note_about()}
        value={note.nodeId ?? NOWHERE}
        options={[
          { value: NOWHERE, label: m.editor_note_drawing() },
          ...document.nodes.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(nodeId) => onAttach(note.id, nodeId === NOWHERE ? null : nodeId)}
        onLeave={onLeave}
      />
      <p className="hint">{tellWriter(note)}</p>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button button-small" onClick={onDuplicate}>
          {m.editor_duplicate()}
        </button>
        <button type="button" className="button button-small button-danger" onClick={onRemove}>
          {m.editor_remove()}
        </button>
      </div>
    </div>
  );
}

type ListProps = { notes: WorkflowNote[]; onAdd: () => void; onSelect: (kind: "note", id: string) => void };

/** The notes about one step, or about none, each with the way to it. */
export const Notes = ({ notes, onAdd, onSelect }: ListProps) => (
  <section className="grid gap-2 border-t border-line pt-4" aria-label={m.editor_notes()}>
    <h3 className="font-semibold">{m.editor_notes()}</h3>
    {notes.length > 0 && (
      <ul className="workflow-list grid gap-1">
        {notes.map((note) => (
          <li key={note.id}>
            <button type="button" onClick={() => onSelect("note", note.id)}>
              <span className="line-clamp-2 wrap-anywhere">{note.text === "" ? m.editor_note_empty() : note.text}</span>
              <span className="hint block">{tellWriter(note)}</span>
            </button>
          </li>
        ))}
      </ul>
    )}
    <button type="button" className="button button-small w-fit" onClick={onAdd}>
      {m.editor_note_add()}
    </button>
  </section>
);
