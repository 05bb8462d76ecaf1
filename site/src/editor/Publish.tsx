import { useState } from "preact/hooks";
import { Dialog } from "../islands/Dialog.tsx";
import { ProblemNote } from "../islands/ProblemNote.tsx";
import type { ApiProblem } from "../lib/api/client.ts";
import { m } from "../paraglide/messages.js";
import { publishingHref } from "../lib/publishing/operations.ts";
import type { Document } from "../lib/workflows/document.ts";
import { type Difference, differencesOf } from "./together.ts";
import type { Draft } from "./use-draft.ts";

type Props = {
  workflowId: string;
  isOpen: boolean;
  document: Document;
  draft: Draft;
  onClose: () => void;
  onPublished: () => void;
};

const NODES = { added: m.editor_node_added, removed: m.editor_node_removed, changed: m.editor_node_changed };
const EDGES = { added: m.editor_edge_added, removed: m.editor_edge_removed, changed: m.editor_edge_changed };
const NOTES = { added: m.editor_note_added, removed: m.editor_note_removed, changed: m.editor_note_changed };
const WHOLE = { name: m.editor_name_changed, prompt: m.editor_prompt_changed, inputs: m.editor_inputs_changed };

/** « Étape ajoutée : Accueil » */
function tell({ what, how, name }: Difference): string {
  if (what === "node") return NODES[how]({ name });
  if (what === "note") return NOTES[how]({ text: name });
  return what === "edge" ? EDGES[how]({ name }) : WHOLE[what]();
}

/** What publishing would change, in words, before it is done. */
export function Publish({ workflowId, isOpen, document, draft, onClose, onPublished }: Props) {
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const changes = differencesOf(draft.published, document);
  const hasFaults = draft.faults.length > 0;

  async function publish() {
    setBusy(true);
    setProblem(null);
    const isKept = await draft.flush();
    const failed = isKept ? await draft.publish(draft.isBehind) : { code: "offline" as const, status: 503 };
    setBusy(false);
    if (failed !== undefined) return setProblem(failed);
    onPublished();
    return onClose();
  }

  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={m.editor_publish_title()} text={m.editor_publish_text()}>
      {changes.length === 0 ? (
        <p>{m.editor_publish_nothing()}</p>
      ) : (
        <ul className="list-disc pl-5">
          {changes.map((change) => (
            <li key={`${change.what} ${change.how} ${change.name}`} className="wrap-anywhere">
              {tell(change)}
            </li>
          ))}
        </ul>
      )}
      {hasFaults && <p className="notice notice-danger">{m.editor_publish_faults()}</p>}
      {draft.isBehind && <p className="notice notice-warn">{m.editor_publish_behind()}</p>}
      {problem && <ProblemNote problem={problem} />}
      <p>
        <a className="link" href={publishingHref("workflow", workflowId)}>
          {m.editor_publish_later()}
        </a>
      </p>
      <div className="flex flex-wrap gap-3">
        <button
          type="button"
          className="button button-primary"
          disabled={hasFaults || changes.length === 0}
          aria-disabled={isBusy}
          onClick={() => {
            if (!isBusy) void publish();
          }}
        >
          {draft.isBehind ? m.editor_publish_anyway() : m.editor_publish_now()}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {m.editor_cancel()}
        </button>
      </div>
    </Dialog>
  );
}
