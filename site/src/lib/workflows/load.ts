import type { Document } from "./document.ts";
import { documentIn, withoutSettings } from "./draft-document.ts";
import type { Answer, Api } from "../api/client.ts";
import type { Workflow, WorkflowDraft } from "../api/types.ts";

export type Drawn = {
  workflow: Workflow;
  etag: string;
  published: Document;
  draft: { data: WorkflowDraft; etag: string } | undefined;
  /** The draft, or what is published where there is none. */
  document: Document;
};

/** A workflow with its draft. */
export async function loadDrawn(api: Api, id: string): Promise<Answer<Drawn>> {
  const path = { id };
  const [workflow, draft] = await Promise.all([
    api.get("/v1/workflows/{id}", { path }),
    api.get("/v1/workflows/{id}/draft", { path }),
  ]);
  if (!workflow.ok) return workflow;
  if (!draft.ok && draft.problem.code !== "not_found") return draft;
  const published = documentIn(workflow.data);
  return {
    ok: true,
    etag: workflow.etag,
    data: {
      workflow: workflow.data,
      etag: workflow.etag ?? "",
      published,
      draft: draft.ok ? { data: draft.data, etag: draft.etag ?? "" } : undefined,
      document: draft.ok ? { ...published, ...withoutSettings(draft.data.change) } : published,
    },
  };
}
